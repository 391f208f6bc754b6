"""Fuzzes one target for some seconds and keeps each kind of mistake once: ``python -m fuzz tiff --seconds 300``."""

import argparse
import hashlib
import sys
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["piiscan"], enable_loader_override=False):
    from fuzz.seeds import SEEDS_OF
    from fuzz.targets import TARGETS, run_target

_SLOW = 5.0
"""Seconds of one small input that are a mistake in themselves."""


class Findings:
    """The folder of what was found: one file per kind of mistake, with the input that shows it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._seen = folder, set[str]()
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, kind: str, data: bytes, story: str) -> None:
        """Keep an input, unless that kind of mistake is known already."""
        if kind in self._seen:
            return
        self._seen.add(kind)
        name = hashlib.sha256(kind.encode()).hexdigest()[:12]
        (self._folder / f"{name}.input").write_bytes(data)
        (self._folder / f"{name}.txt").write_text(f"{kind}\n\n{story}", encoding="utf-8")
        sys.stderr.write(f"found: {kind}\n")


def kind_of(error: BaseException) -> str:
    """Return the type of a mistake and where in our code it came up."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/piiscan/" in frame.filename]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "elsewhere"
    return f"{type(error).__name__} at {place}"


def main() -> None:
    """Fuzz until the time is over."""
    options = argparse.ArgumentParser(prog="fuzz")
    options.add_argument("target", choices=sorted(TARGETS))
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--folder", type=Path, default=Path("fuzz-results"), help="corpora and findings; made new")
    asked = options.parse_args()
    corpus = asked.folder / asked.target / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in SEEDS_OF[asked.target]():
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    findings = Findings(asked.folder / asked.target / "findings")

    def one(data: bytes) -> None:
        began = time.process_time()
        try:
            run_target(asked.target, data)
        except Exception as error:  # noqa: BLE001 - whatever comes out of a target is what is looked for
            findings.keep(kind_of(error), data, traceback.format_exc())
        if (took := time.process_time() - began) > _SLOW:
            findings.keep(f"slow: {len(data)} bytes", data, f"{took:.1f} s")

    limits = [f"-max_total_time={asked.seconds}", "-rss_limit_mb=2048", "-timeout=60", "-max_len=65536"]
    artifacts = f"-artifact_prefix={asked.folder / asked.target}/"
    atheris.Setup([sys.argv[0], *limits, artifacts, "-print_final_stats=1", str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
