"""An audit that asked nobody is no audit: what is looked up, what is not, and what is known to be bad are told apart."""

from sim.errors import Exit
from tests.release.dependencies import LOCK, audit

GOOD = {"name": "good", "version": "1", "vulns": []}
BAD = {"name": "bad", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}, {"id": "CVE-2", "fix_versions": []}]}
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}


def test_only_where_every_package_was_looked_up_all_is_well():
    assert audit(lambda service: [GOOD, GOOD]) == (Exit.DONE, "2 locked packages looked up at pypi: none is known to be vulnerable")


def test_a_database_that_knows_nothing_is_no_answer_and_the_next_one_is_asked():
    assert audit(lambda service: [GOOD] if service == "osv" else [UNKNOWN])[0] == Exit.DONE
    code, said = audit(lambda service: [GOOD, UNKNOWN] if service == "pypi" else None)
    assert (code, said.partition(" (")[0]) == (Exit.MACHINE, "not audited: 1 of 2 locked packages could be looked up")
    assert audit(lambda service: None)[1].startswith("not audited: no database of vulnerabilities answers")


def test_one_that_is_known_to_be_vulnerable_is_a_finding_even_where_others_are_unknown():
    code, said = audit(lambda service: [UNKNOWN, BAD])
    assert (code, said.splitlines()) == (Exit.FINDINGS, ["bad 2: CVE-1, mended in 3", "bad 2: CVE-2, no mended version yet"])


def test_the_lock_pins_every_package_by_version_and_hash():
    lines = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if line and not line.lstrip().startswith("#")]
    packages = [number for number, line in enumerate(lines) if not line.startswith(" ")]
    assert len(packages) > 50
    for number in packages:
        assert "==" in lines[number]
        assert lines[number + 1].strip().startswith("--hash=sha256:")
    assert not [line for line in lines if "://" in line or "--index" in line or "--trusted" in line]
