"""A drawn back door of a kitchen, photographed again and again: clear, blocked, through steam."""

import cv2
import numpy as np

from vision.training.canvas import Canvas, Colour, Rng, hsv, low_noise, random_colour, shade
from vision.training.lighting import Weather, expose, light_up, random_view

WIDTH, HEIGHT = 1280, 960
FLOOR = 700  # y at which the wall ends
DOOR = (470, 180, 730, FLOOR)  # left, top, right, bottom
WAY = ((0.33, 0.16), (0.62, 0.16), (0.68, 0.97), (0.27, 0.97))
"""The door and the floor before it, as corners in shares of the photo: what has to stay clear."""
_HAND = Weather(tilt=0.3, light=0.2, blur=0.0, grain=0.4)
JPEG_QUALITY = 88


def _rect(view: Canvas, corners: tuple[int, int, int, int], colour: Colour, edge: int = 2) -> None:
    x0, y0, x1, y1 = corners
    cv2.rectangle(view, (x0, y0), (x1, y1), colour, -1)
    cv2.rectangle(view, (x0, y0), (x1, y1), shade(colour, 0.55), edge, cv2.LINE_AA)


def _room(rng: Rng) -> Canvas:
    view = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    tile, stone = hsv(rng.random(), 0.1, 0.82), hsv(0.08, 0.12, 0.55)
    view[:FLOOR], view[FLOOR:] = tile, stone
    for row, y in enumerate(range(0, FLOOR, 58)):
        cv2.line(view, (0, y), (WIDTH, y), shade(tile, 0.82), 2)
        for x in range(-58 * (row % 2) // 2, WIDTH, 58):
            tone = shade(tile, 0.94 + 0.1 * rng.random())
            cv2.rectangle(view, (x + 2, y + 2), (x + 55, y + 55), tone, -1)
    for x in range(-WIDTH, 2 * WIDTH, 96):
        cv2.line(
            view, (WIDTH // 2 + (x - WIDTH // 2) // 2, FLOOR), (x, HEIGHT), shade(stone, 0.75), 2
        )
    for y in (FLOOR + 40, FLOOR + 110, FLOOR + 200):
        cv2.line(view, (0, y), (WIDTH, y), shade(stone, 0.75), 2)
    for _ in range(260):  # what years leave on a floor
        spot = int(rng.integers(0, WIDTH)), int(rng.integers(FLOOR, HEIGHT))
        cv2.circle(view, spot, int(rng.integers(1, 5)), shade(stone, 0.6 + 0.7 * rng.random()), -1)
    return view


def _wet_floor(view: Canvas) -> None:
    """Put up the sign of a wet floor: that differs, and nothing is wrong with it."""
    board = np.array([[560, 900], [598, 640], [672, 640], [712, 900]], np.int32)
    cv2.fillConvexPoly(view, board, (246, 202, 20), cv2.LINE_AA)
    cv2.polylines(view, [board], isClosed=True, color=(120, 92, 0), thickness=4)
    triangle = np.array([[635, 680], [600, 746], [670, 746]], np.int32)
    cv2.polylines(view, [triangle], isClosed=True, color=(30, 30, 30), thickness=6)
    for line, word in enumerate(("WET", "FLOOR")):
        at = 596 - 8 * line, 800 + 50 * line
        cv2.putText(view, word, at, cv2.FONT_HERSHEY_DUPLEX, 0.95, (30, 30, 30), 3, cv2.LINE_AA)


def _door(rng: Rng, view: Canvas) -> None:
    left, top, right, bottom = DOOR
    grey = hsv(0.58, 0.12, 0.62)
    _rect(view, (left - 16, top - 16, right + 16, bottom), shade(grey, 0.7), 3)
    _rect(view, DOOR, grey, 3)
    for y in (top + 30, top + 270):
        _rect(view, (left + 34, y, right - 34, y + 200), shade(grey, 1.08), 3)
    _rect(view, (left + 16, top + 250, right - 16, top + 268), (200, 60, 50), 2)
    sign = (left + 40, top - 96, right - 40, top - 28)
    _rect(view, sign, (20, 120, 70), 3)
    cv2.putText(
        view,
        "EXIT",
        (left + 66, top - 44),
        cv2.FONT_HERSHEY_DUPLEX,
        1.5,
        (245, 250, 245),
        3,
        cv2.LINE_AA,
    )
    tub = (right + 70, 420, right + 118, 600)
    _rect(view, tub, (190, 32, 30), 3)
    _rect(view, (tub[0] + 14, 396, tub[2] - 14, 420), (40, 40, 44), 2)
    _rect(view, (tub[0] + 6, 470, tub[2] - 6, 530), (238, 236, 226), 2)
    for line in range(4):
        y = 482 + 12 * line
        cv2.line(
            view, (tub[0] + 12, y), (tub[2] - 12 - int(rng.integers(0, 14)), y), (60, 60, 60), 2
        )


def _racks(rng: Rng, view: Canvas) -> None:
    for left, right in ((40, 400), (930, 1240)):
        for y in (260, 400, 540, 676):
            _rect(view, (left, y, right, y + 14), (170, 174, 178))
            x = left + 8
            while x < right - 60:
                wide, tall = int(rng.integers(34, 80)), int(rng.integers(40, 100))
                colour = random_colour(rng)
                _rect(view, (x, y - tall, x + wide, y), colour)
                label = (x + 6, y - tall + 12, x + wide - 6, y - tall + 26)
                _rect(view, label, shade(colour, 1.5), 1)
                x += wide + int(rng.integers(6, 26))
        for x in (left, right - 10):
            _rect(view, (x, 160, x + 10, FLOOR + 40), (120, 124, 130))


def _crates(rng: Rng, view: Canvas) -> None:
    """Stack crates before the door, as somebody does who has no time."""
    foot = 905
    for left, floors in ((440, 3), (610, 2)):
        for floor in range(floors):
            colour = (hsv(0.09, 0.55, 0.62), hsv(0.6, 0.6, 0.5))[(left + floor) % 2]
            top = foot - 128 * (floor + 1)
            box = (left + int(rng.integers(-8, 8)), top, left + 160, top + 124)
            _rect(view, box, colour, 3)
            for slat in (28, 62, 96):
                y = top + slat
                cv2.line(
                    view, (box[0] + 10, y), (box[2] - 10, y), shade(colour, 0.62), 8, cv2.LINE_AA
                )


def _steam(rng: Rng, view: Canvas) -> Canvas:
    """Lay steam on the lens: everything pale and soft."""
    soft = cv2.GaussianBlur(view, (0, 0), 9.0).astype(np.float32)
    thick = 0.78 + 0.1 * low_noise(rng, (HEIGHT, WIDTH), (3, 4))[..., None]
    return np.asarray(np.clip(soft * (1 - thick) + 226 * thick, 0, 255), np.uint8)


def render_back_door(
    *,
    seed: int,
    shot: int = 0,
    blocked: bool = False,
    signed: bool = False,
    steamed: bool = False,
) -> bytes:
    """Photograph the back door of one kitchen, held in the hand, as a JPEG of 1280x960.

    Nobody is on it. It shows that a place can be compared with itself, not how well.

    Args:
        seed: Which kitchen: equal seeds show the same door and racks.
        shot: Which photo of it: camera and light move a little from one to the next.
        blocked: Whether crates stand in the way.
        signed: Whether the sign of a wet floor stands there.
        steamed: Whether the lens is steamed.
    """
    room = np.random.default_rng(seed)
    view = _room(room)
    _door(room, view)
    _racks(room, view)
    rng = np.random.default_rng((seed, shot))
    if signed:
        _wet_floor(view)
    if blocked:
        _crates(rng, view)
    matrix = random_view(rng, (WIDTH, HEIGHT), _HAND.tilt)
    seen = cv2.warpPerspective(view, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    photo = expose(rng, light_up(rng, np.asarray(seen, np.uint8), _HAND.light), _HAND.grain)
    if steamed:
        photo = _steam(rng, photo)
    done, coded = cv2.imencode(".jpg", photo[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        msg = "OpenCV could not encode a JPEG"
        raise RuntimeError(msg)
    return bytes(coded.tobytes())
