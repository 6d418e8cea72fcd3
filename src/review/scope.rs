//! What does not apply to the applicant is taken out of the findings, with the reason.

use crate::guideline::Guideline;
use crate::matching::{ElementCoverage, ElementFinding, Finding, RequirementCoverage};
use crate::text::Message;

/// Marks as not applicable what is [`Guideline::outside`]: nothing of it is flagged, nothing of it is evidence.
pub(super) fn restrict(findings: &mut [Finding], guideline: &Guideline) {
    if guideline.outside.is_empty() {
        return;
    }
    for finding in findings {
        if let Some(reason) = guideline.outside.get(&finding.requirement) {
            finding.not_applicable = Some(reason.clone());
            for element in &mut finding.elements {
                leave_out(element, reason);
            }
        } else {
            for (number, element) in (1..).zip(&mut finding.elements) {
                if let Some(reason) = guideline
                    .outside
                    .get(&format!("{}/{number}", finding.requirement))
                {
                    leave_out(element, reason);
                }
            }
        }
        finding.coverage = RequirementCoverage::of(finding.elements.iter().map(|e| e.coverage));
        // Every element is out by itself: the first one's reason stands for the requirement.
        if finding.coverage == RequirementCoverage::NotApplicable && finding.not_applicable.is_none() {
            finding.not_applicable = finding.elements.first().map(|element| element.reason.clone());
        }
    }
}

fn leave_out(element: &mut ElementFinding, reason: &Message) {
    element.coverage = ElementCoverage::NotApplicable;
    element.certainty = 1.0;
    element.reason = reason.clone();
    element.evidence.clear();
}
