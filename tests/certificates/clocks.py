"""A time-stamp service for the tests: the program of OpenSSL, with keys and an authority of its own."""

from __future__ import annotations

import datetime as dt
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TODAY = dt.datetime.now(dt.UTC).replace(microsecond=0)
"""The program stamps with the time of this computer."""
POLICY = "1.3.6.1.4.1.99999.1"

CONFIG = """
[tsa]
default_tsa = service
[service]
serial = {folder}/serial
crypto_device = builtin
signer_digest = {digest}
default_policy = {policy}
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = {named}
ess_cert_id_chain = no
ess_cert_id_alg = {ess}
"""


@dataclass(frozen=True)
class TimeService:
    """A service with its root, an authority between, and its own certificate."""

    folder: Path
    root: x509.Certificate
    between: x509.Certificate
    certificate: x509.Certificate

    def answer(self, request: bytes) -> bytes:
        """The response to a request, as the program gives it."""
        query, reply = self.folder / "query.tsq", self.folder / "reply.tsr"
        query.write_bytes(request)
        words = ["openssl", "ts", "-reply", "-config", self.folder / "tsa.cnf", "-queryfile", query, "-out", reply]
        keys = ["-inkey", self.folder / "key.pem", "-signer", self.folder / "own.pem"]
        subprocess.run([*words, *keys, "-chain", self.folder / "chain.pem"], check=True, capture_output=True)
        return reply.read_bytes()


def certify(
    key: object, name: str, number: int, issuer: str, signing: object, *extensions: tuple[x509.ExtensionType, bool]
) -> x509.Certificate:
    """A certificate with what is asked for, good for three years around today."""
    subject, above = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, issuer))
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(above).serial_number(number)
    builder = builder.public_key(key.public_key())
    builder = builder.not_valid_before(TODAY - dt.timedelta(days=400)).not_valid_after(TODAY + dt.timedelta(days=700))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(signing, hashes.SHA256())


def stamping_rights(*usages: x509.ObjectIdentifier, critical: bool = True) -> list[tuple[x509.ExtensionType, bool]]:
    """Those of a key that stamps times, or of one that should not."""
    signs = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    return [(signs, True), (x509.ExtendedKeyUsage(usages), critical)]


@cache
def a_time_service(kind: str = "ec", digest: str = "sha256", ess: str = "sha256", rights: str = "") -> TimeService:
    """The same service for the same words, in one process. ``rights`` may be ``none`` or ``also``."""
    folder = Path(mkdtemp(prefix="time-service-"))
    root_key, between_key = ec.derive_private_key(5001, ec.SECP256R1()), ec.derive_private_key(5002, ec.SECP256R1())
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.derive_private_key(5003, ec.SECP256R1())
    authority = (x509.BasicConstraints(ca=True, path_length=None), True)
    root = certify(root_key, "Time Root", 1, "Time Root", root_key, authority)
    between = certify(between_key, "Time Authority", 2, "Time Root", root_key, authority)
    usages = [ExtendedKeyUsageOID.TIME_STAMPING, *([ExtendedKeyUsageOID.CODE_SIGNING] if rights == "also" else [])]
    allowed = stamping_rights(*usages)
    certificate = certify(key, "Time Service", 3, "Time Authority", between_key, *allowed)
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *plain))
    (folder / "own.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "chain.pem").write_bytes(between.public_bytes(pem) + root.public_bytes(pem))
    (folder / "serial").write_text("01\n", encoding="ascii")
    said = CONFIG.format(folder=folder, digest=digest, policy=POLICY, named="yes", ess=ess)
    (folder / "tsa.cnf").write_text(said, encoding="ascii")
    return TimeService(folder, root, between, certificate)
