"""Options that say what to read and how, for all commands that do."""

from pathlib import Path
from typing import Annotated

import typer

from piiscan.cli.choices import FaceChoice, PixelChoice

Dataset = Annotated[
    list[str],
    typer.Argument(metavar="DATASET...", help="Folders, files or addresses (s3://, gs://, az://, https://) to scan."),
]
Pixels = Annotated[PixelChoice, typer.Option(help="Pictures to decode: a fixed number chosen by hash, all, or none.")]
Faces = Annotated[
    FaceChoice, typer.Option(help="Pictures to search for faces: those that --pixels decodes, all, or none.")
]
FaceModel = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="ONNX model (CenterFace or YuNet) to search with. [default: dlib's detector]"),
]
Ner = Annotated[
    str | None,
    typer.Option(
        metavar="MODEL",
        help="Language model that finds names in prose: a spaCy package, or a folder. Never downloaded.",
    ),
]
Ocr = Annotated[bool, typer.Option("--ocr", help="Read text in the pictures that --pixels decodes.")]
Rules = Annotated[
    list[Path] | None,
    typer.Option(metavar="DIR", help="Folder with rules of your own; several are allowed."),
]
Include = Annotated[
    list[str] | None, typer.Option(metavar="GLOB", help="Read only these assets; can be given several times.")
]
Exclude = Annotated[
    list[str] | None, typer.Option(metavar="GLOB", help="Leave these assets out; can be given several times.")
]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes to use. [default: one per processor]")]
HashFiles = Annotated[
    bool | None,
    typer.Option(
        "--hash/--no-hash", help="Take the SHA-256 of every file read. [default: yes for files on this machine]"
    ),
]
KeyFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Key for tokens. [default: PIISCAN_KEY, else your own key file]")
]
Limit = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=VALUE", help="How far a file is followed, such as memory=4G; see docs/limits.md."),
]
Isolate = Annotated[
    bool, typer.Option("--isolate", help="Open each file in another process, so that none can end the scan.")
]
