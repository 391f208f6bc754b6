"""Makers of annotations: the same invented people, marked in the same pictures, as each tool writes it down."""

import json
from collections.abc import Callable

from tests.builders import photo

Files = dict[str, bytes]

NUMBER = 30
PEOPLE = [{"age": 20 + at, "gender": ("female", "male")[at % 2]} for at in range(NUMBER)]
PICTURE = photo(size=(96, 64))
NAMES = [f"{at:06}.jpg" for at in range(NUMBER)]


def pictures(folder: str) -> Files:
    """Return the pictures that the annotations speak of."""
    return {f"{folder}/{name}": PICTURE for name in NAMES}


def coco() -> Files:
    """Faces and people with key points; the categories stand behind the annotations, as COCO's own do."""
    document = {
        "info": {"year": 2020},
        "images": [{"id": 100 + at, "file_name": name, "width": 96, "height": 64} for at, name in enumerate(NAMES)],
        "annotations": [
            {"id": 5000 + at, "image_id": 100 + at, "category_id": 1 + at % 2, "bbox": [1, 2, 20, 30], "area": 600.0,
             "iscrowd": 0, "segmentation": [[1, 2, 3, 4, 5, 6]], "keypoints": [10, 12, 2] * 17, "num_keypoints": 17,
             "attributes": person}
            for at, person in enumerate(PEOPLE)
        ],
        "categories": [{"id": 1, "name": "person", "keypoints": ["nose"]}, {"id": 2, "name": "face"}],
    }  # fmt: skip
    return {"instances.json": json.dumps(document).encode(), **pictures("images")}


def pascal_voc() -> Files:
    """A file for each picture."""
    files = {
        f"Annotations/{name[:-4]}.xml": (
            f"<annotation><folder>JPEGImages</folder><filename>{name}</filename><size><width>96</width><height>64</height>"
            "<depth>3</depth></size><object><name>face</name><pose>Frontal</pose><truncated>0</truncated>"
            "<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>30</xmax><ymax>40</ymax></bndbox>"
            f"<age>{person['age']}</age><gender>{person['gender']}</gender></object></annotation>"
        ).encode()
        for name, person in zip(NAMES, PEOPLE, strict=True)
    }
    return files | pictures("JPEGImages")


def cvat_images() -> Files:
    """CVAT for images: shapes within their pictures, with points of the face."""
    body = "".join(
        f'<image id="{at}" name="{NAMES[at]}" width="96" height="64"><box label="face" occluded="0" xtl="1" ytl="2"'
        f' xbr="30" ybr="40">{_attributes(at)}</box><points label="nose" points="1,2;3,4"/></image>'
        for at in range(NUMBER)
    )
    return {"annotations.xml": _cvat("", body), **pictures("images")}


def cvat_tracks() -> Files:
    """CVAT for video: tracks over the frames of a movie."""
    body = "".join(
        f'<track id="{at}" label="face" source="manual">'
        + "".join(f'<box frame="{f}" xtl="1" ytl="2" xbr="3" ybr="4">{_attributes(at)}</box>' for f in range(2))
        + "</track>"
        for at in range(NUMBER)
    )
    return {"annotations.xml": _cvat("<source>clip.mp4</source>", body)}


def _attributes(at: int) -> str:
    return "".join(f'<attribute name="{name}">{value}</attribute>' for name, value in PEOPLE[at].items())


def _cvat(source: str, body: str) -> bytes:
    meta = f"<meta><task><id>1</id><name>a task</name>{source}</task></meta>"
    return f'<?xml version="1.0"?><annotations><version>1.1</version>{meta}{body}</annotations>'.encode()


def label_studio() -> Files:
    """Label Studio's whole export: a box, a point and two questions for each picture."""

    def results(at: int) -> list[dict[str, object]]:
        shape = {"x": 1.5, "y": 2.5, "width": 10, "height": 12, "rotation": 0}
        values = {
            "shape": ("rectanglelabels", {**shape, "rectanglelabels": ["Face"]}),
            "eyes": ("keypointlabels", {"x": 1, "y": 2, "keypointlabels": ["Left eye"]}),
            "gender": ("choices", {"choices": [PEOPLE[at]["gender"]]}),
            "age": ("number", {"number": PEOPLE[at]["age"]}),
        }
        return [
            {"id": f"r{at}", "from_name": name, "to_name": "image", "type": kind, "original_height": 64, "value": value}
            for name, (kind, value) in values.items()
        ]

    tasks = [
        {"id": at + 1, "data": {"image": f"/data/local-files/?d=images/{name}"}, "project": 3,
         "annotations": [{"id": 900 + at, "completed_by": 4, "lead_time": 3.5, "result": results(at)}]}
        for at, name in enumerate(NAMES)
    ]  # fmt: skip
    return {"project-3.json": json.dumps(tasks).encode(), **pictures("images")}


def label_studio_short() -> Files:
    """Label Studio's short export."""
    tasks = [
        {"image": f"/data/upload/3/0a1b2c3d-{name}", "id": at + 1, "annotator": 4, "annotation_id": 900 + at,
         "label": [{"x": 1.5, "y": 2.5, "width": 10, "rectanglelabels": ["Face"], "original_height": 64}],
         **PEOPLE[at]}
        for at, name in enumerate(NAMES)
    ]  # fmt: skip
    return {"project-3.json": json.dumps(tasks).encode(), **pictures("images")}


def box_table() -> Files:
    """A table of boxes with a class, as converters write it."""
    rows = (f"{NAMES[at]},face,1,2,30,40,{p['age']},{p['gender']}\n" for at, p in enumerate(PEOPLE))
    content = "filename,class,xmin,ymin,xmax,ymax,age,gender\n" + "".join(rows)
    return {"boxes.csv": content.encode(), **pictures("images")}


def image_folder() -> Files:
    """Hugging Face's ``imagefolder`` with the objects in each picture."""
    rows = (
        json.dumps({"file_name": NAMES[at], **p, "objects": {"bbox": [[1, 2, 3, 4]], "categories": ["face"]}}) + "\n"
        for at, p in enumerate(PEOPLE)
    )
    return {"train/metadata.jsonl": "".join(rows).encode(), **pictures("train")}


def croissant() -> Files:
    """A Croissant description that holds its records."""
    records = [
        {"rows/image": f"images/{NAMES[at]}", **{f"rows/{k}": v for k, v in p.items()}} for at, p in enumerate(PEOPLE)
    ]
    fields = [{"@type": "cr:Field", "@id": f"rows/{name}", "name": name} for name in ("image", "age", "gender")]
    document = {
        "@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
        "@type": "sc:Dataset", "name": "harbour", "description": "Pictures from the harbour.",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "recordSet": [{"@type": "cr:RecordSet", "@id": "rows", "name": "rows", "field": fields, "data": records}],
    }  # fmt: skip
    return {"harbour.json": json.dumps(document).encode(), **pictures("images")}


def yolo(classes: str = "data.yaml") -> Files:
    """YOLO's label files beside its pictures; what the classes are called stands in a file of its own."""
    names = b"names:\n  0: boat\n  1: face\n" if classes.endswith("yaml") else b"boat\nface\n"
    labels = {f"labels/train/{name[:-4]}.txt": b"0 0.5 0.5 0.2 0.4\n1 0.5 0.3 0.1 0.1\n" for name in NAMES}
    return {classes: names, **labels, **pictures("images/train")}


def celeba() -> Files:
    """CelebA's lists: a number, names, and a picture in each line; the identities without a header."""
    sides = "lefteye_x lefteye_y righteye_x righteye_y nose_x nose_y"
    flags = (f"{name}  {(-1, 1)[at % 2]} {(1, -1)[at % 3 == 0]} -1\n" for at, name in enumerate(NAMES))
    points = (f"{name} 69 {at + 90} 106 113 77 142\n" for at, name in enumerate(NAMES))
    identities = (f"{name} {2880 + at % 7}\n" for at, name in enumerate(NAMES))
    return {
        "list_attr.txt": f"{NUMBER}\nMale Eyeglasses Bald\n{''.join(flags)}".encode(),
        "list_landmarks.txt": f"{NUMBER}\n{sides}\n{''.join(points)}".encode(),
        "identity_list.txt": "".join(identities).encode(),
        **pictures("images"),
    }


LABELLED: dict[str, Callable[[], Files]] = {
    "coco": coco,
    "pascal_voc": pascal_voc,
    "cvat_images": cvat_images,
    "cvat_tracks": cvat_tracks,
    "label_studio": label_studio,
    "label_studio_short": label_studio_short,
    "box_table": box_table,
    "image_folder": image_folder,
}
"""Each gives age, gender and a marked face of the same people."""
