"""Makes small encrypted PDF files that open without a password, one for each way producers write them.

    python tests/generate/encrypted.py OUT        (needs: pip install cryptography)

Written from ISO 32000-1, 7.6, and ISO 32000-2, 7.6. Keys and salts are fixed: the same files come out every time.
Each shows the line `TEXT`, the second half of which stands in a string outside the contents. Beside OUT comes a folder
`careless` with files whose encrypted data ends otherwise than the standard wants it.
"""

import hashlib
import pathlib
import sys
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

TEXT = "運用管理規程 第1条"
PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
ID = bytes(range(16))
IV = bytes(range(64, 80))
FILE_KEY = bytes(range(100, 132))
PERMISSIONS = -1028


def rc4(key, data):
    state, swap, out = list(range(256)), 0, bytearray()
    for at in range(256):
        swap = (swap + state[at] + key[at % len(key)]) % 256
        state[at], state[swap] = state[swap], state[at]
    one = other = 0
    for byte in data:
        one = (one + 1) % 256
        other = (other + state[one]) % 256
        state[one], state[other] = state[other], state[one]
        out.append(byte ^ state[(state[one] + state[other]) % 256])
    return bytes(out)


def aes(key, iv, data):
    sealing = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return sealing.update(data) + sealing.finalize()


def padded(data):
    return data + bytes([16 - len(data) % 16]) * (16 - len(data) % 16)


def hash_of(revision, salt, more=b""):
    """Algorithm 2.B for the empty password; of revision 5 only its first step."""
    key = hashlib.sha256(salt + more).digest()
    turn = 0
    while revision == 6:
        sealed = aes(key[:16], key[16:32], (key + more) * 64)
        key = [hashlib.sha256, hashlib.sha384, hashlib.sha512][sum(sealed[:16]) % 3](sealed).digest()
        turn += 1
        if turn >= 64 and sealed[-1] <= turn - 32:
            break
    return key[:32]


class Lock:
    """A file's encryption: what stands in its dictionary, and how its strings and streams are sealed."""

    padded = staticmethod(padded)

    def __init__(self, version, revision, bits=40, streams="V2", strings=None, metadata=True, file_id=ID):
        self.streams, self.strings = streams, strings or streams
        self.words = {"Filter": "/Standard", "V": version, "R": revision, "P": PERMISSIONS}
        if version in (2, 4, 5):
            self.words["Length"] = bits
        if not metadata:
            self.words["EncryptMetadata"] = "false"
        if version >= 4:
            method = next((found for found in (streams, self.strings) if found != "Identity"), "AESV3")
            name = {True: "/StdCF", False: "/Identity"}
            self.words["CF"] = f"<< /StdCF << /Type /CryptFilter /AuthEvent /DocOpen /CFM /{method} >> >>"
            self.words["StmF"] = name[streams != "Identity"]
            self.words["StrF"] = name[self.strings != "Identity"]
        (self.newer if revision >= 5 else self.older)(revision, bits // 8, metadata, file_id)

    def older(self, revision, length, metadata, file_id):
        """Revisions 2 to 4: the key comes from the owner's entry, the permissions and the file's id."""
        owner = rc4(hashlib.md5(b"owner").digest()[:length], PAD)
        seed = PAD + owner + (PERMISSIONS % 2**32).to_bytes(4, "little") + file_id
        key = hashlib.md5(seed + (b"\xff" * 4 if revision >= 4 and not metadata else b"")).digest()
        if revision >= 3:
            for _ in range(50):
                key = hashlib.md5(key[:length]).digest()
        self.key = key[:length]
        if revision == 2:
            user = rc4(self.key, PAD)
        else:
            user = hashlib.md5(PAD + file_id).digest()
            for turn in range(20):
                user = rc4(bytes(byte ^ turn for byte in self.key), user)
            user += bytes(16)
        self.words |= {"O": hexed(owner), "U": hexed(user)}

    def newer(self, revision, _length, metadata, _file_id):
        """Revisions 5 and 6: the key is wrapped by hashes of the password; the owner's is not `owner` here."""
        self.key = FILE_KEY
        user = hash_of(revision, b"validate") + b"validate" + b"keysalt."
        owner = bytes(32) + b"validate" + b"keysalt."
        wrapped = aes(hash_of(revision, b"keysalt."), bytes(16), self.key)
        allowed = (PERMISSIONS % 2**64).to_bytes(8, "little") + (b"T" if metadata else b"F") + b"adb" + b"same"
        sealing = Cipher(algorithms.AES(self.key), modes.ECB()).encryptor()
        self.words |= {"O": hexed(owner), "U": hexed(user), "OE": hexed(bytes(32)), "UE": hexed(wrapped)}
        self.words["Perms"] = hexed(sealing.update(allowed))

    def seal(self, method, number, data):
        if method == "Identity":
            return data
        if method == "AESV3":
            return IV + aes(self.key, IV, self.padded(data))
        seed = self.key + number.to_bytes(3, "little") + bytes(2)
        key = hashlib.md5(seed + (b"sAlT" if method == "AESV2" else b"")).digest()[: min(len(self.key) + 5, 16)]
        return IV + aes(key, IV, self.padded(data)) if method == "AESV2" else rc4(key, data)


class Careless(Lock):
    """Pads as `end` says, and not as the standard does."""

    def __init__(self, end, *given):
        self.padded = end
        super().__init__(*given)


def hexed(data):
    return f"<{data.hex()}>"


def dictionary(words):
    return "<< " + " ".join(f"/{key} {value}" for key, value in words.items()) + " >>"


def write(lock, *, direct=False, file_id=ID, packed=False, changes=None, objects=None):
    """The file: with the encryption dictionary in the trailer or an object of its own, with a table or streams."""
    shown, told = TEXT.split()
    string = lambda number, data: hexed(lock.seal(lock.strings, number, data))
    content = f"BT /F1 12 Tf 50 300 Td <{shown.encode('utf-16-be').hex()}> Tj"
    content += " /Span /P1 BDC <0020002000200020> Tj EMC ET"
    told = b"\xfe\xff" + f" {told}".encode("utf-16-be")
    plain = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 5 0 R /Resources 4 0 R >>",
        4: "<< /Font << /F1 << /Type /Font /Subtype /Type0 /BaseFont /Mincho /Encoding /UniJIS-UTF16-H"
        " /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Mincho /CIDSystemInfo"
        " << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >> >>] >> >> /Properties << /P1"
        f" << /ActualText %s >> >> >>",
    }
    # The names of the font's character collection are strings, too, and sealed as such.
    collection = "/Registry (Adobe) /Ordering (Japan1)"
    words = lock.words | (changes or {})
    out, offsets, inside = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}, {}

    def add(number, body):
        offsets[number] = len(out)
        out.extend(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")

    def stream(number, words, data):
        add(number, f"<< {words} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream")

    if packed:
        # Strings in an object stream are not sealed by themselves.
        plain[4] %= hexed(told)
        parts, head, place = [], [], 0
        for index, (number, body) in enumerate(plain.items()):
            head.append(f"{number} {place}")
            place += len(body) + 1
            parts.append(body + " ")
            inside[number] = index
        first = " ".join(head) + " "
        data = zlib.compress((first + "".join(parts)).encode())
        form = f"/Type /ObjStm /N {len(plain)} /First {len(first)} /Filter /FlateDecode"
        stream(6, form, lock.seal(lock.streams, 6, data))
    else:
        sealed = f"/Registry {string(4, b'Adobe')} /Ordering {string(4, b'Japan1')}"
        plain[4] = plain[4].replace(collection, sealed) % string(4, told)
        for number, body in plain.items():
            add(number, body.encode())
    stream(5, "", lock.seal(lock.streams, 5, content.encode()))
    for number, body in (objects or {}).items():
        add(number, body.encode())
    if not direct:
        add(9, dictionary(words).encode())
    trailer = {"Size": 11, "Root": "1 0 R", "Encrypt": dictionary(words) if direct else "9 0 R"}
    if file_id is not None:
        trailer["ID"] = f"[{hexed(file_id)} {hexed(file_id)}]"
    start = len(out)
    if packed:
        offsets[10] = start
        rows = [(0, 0, 65535)]
        rows += [(2, 6, inside[at]) if at in inside else (1, offsets[at], 0) if at in offsets else (0, 0, 0)
                 for at in range(1, 11)]
        table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + last.to_bytes(2, "big") for kind, place, last in rows)
        words = dictionary({"Type": "/XRef", "W": "[1 4 2]", **trailer}).removeprefix("<<").removesuffix(">>")
        stream(10, words, table)
    else:
        out += b"xref\n0 1\n0000000000 65535 f \n"
        for number, place in sorted(offsets.items()):
            out += f"{number} 1\n{place:010} 00000 n \n".encode()
        out += f"trailer\n{dictionary(trailer)}\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


def files():
    rc4_40, rc4_128 = Lock(1, 2), Lock(2, 3, 128)
    aes_128 = Lock(4, 4, 128, "AESV2")
    open_parts = Lock(5, 6, 256, "Identity")
    return {
        "rc4-40": write(rc4_40),
        "rc4-128": write(rc4_128),
        "rc4-128-filter": write(Lock(4, 4, 128)),
        "rc4-40-filter": write(Lock(4, 4, 40)),
        "aes-128": write(aes_128),
        "aes-256-r5": write(Lock(5, 5, 256, "AESV3")),
        "aes-256-r6": write(Lock(5, 6, 256, "AESV3")),
        "plain-metadata": write(Lock(4, 4, 128, "AESV2", metadata=False)),
        "plain-metadata-r6": write(Lock(5, 6, 256, "AESV3", metadata=False)),
        "streams": write(aes_128, packed=True),
        "streams-r6": write(Lock(5, 6, 256, "AESV3"), packed=True),
        "direct": write(rc4_128, direct=True),
        "direct-streams": write(Lock(4, 4, 128, "AESV2", metadata=False), direct=True, packed=True),
        "no-id": write(Lock(1, 2, file_id=b""), file_id=None),
        "length-in-version-1": write(rc4_40, changes={"Length": 128}),
        "length-in-bytes": write(rc4_128, changes={"Length": 16}),
        "long-entries": write(rc4_128, changes={key: rc4_128.words[key][:-1] + "00" * 32 + ">" for key in "OU"}),
        "unsigned-permissions": write(rc4_128, changes={"P": PERMISSIONS % 2**32}),
        "filters-elsewhere": write(aes_128, changes={"CF": "8 0 R"}, objects={8: aes_128.words["CF"]}),
        "strings-only": write(Lock(4, 4, 128, "Identity", "AESV2")),
        "streams-only": write(Lock(4, 4, 128, "AESV2", "Identity")),
        # Only attachments are sealed, by a password that nobody gave: the text lies open.
        "attachments-only": write(open_parts, changes={"EFF": "/StdCF", "U": hexed(bytes(48))}),
    }


def careless():
    """Files whose streams do not end as the standard wants it; their strings do not matter."""
    zeros = lambda data: data + bytes(-len(data) % 16)
    wrong = lambda data: padded(data)[:-1] + b"\x77"
    aes_128, aes_256 = (4, 4, 128, "AESV2", "Identity"), (5, 6, 256, "AESV3", "Identity")
    return {
        "zeros-128": write(Careless(zeros, *aes_128)),
        "zeros-256": write(Careless(zeros, *aes_256), packed=True),
        "wrong-128": write(Careless(wrong, *aes_128), packed=True),
        "wrong-256": write(Careless(wrong, *aes_256)),
    }


def main():
    out = pathlib.Path(sys.argv[1])
    for folder, made in [(out, files()), (out.parent / "careless", careless())]:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in made.items():
            (folder / f"{name}.pdf").write_bytes(data)


if __name__ == "__main__":
    main()
