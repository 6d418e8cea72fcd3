//! JSON by the contract `kitei.review/1`.

use crate::review::Review;

/// The review as a file of one line.
pub fn render(review: &Review) -> String {
    review.to_json() + "\n"
}
