"""A burst of a camera: a few whole frames of it, taken one after the other."""

import time
from pathlib import Path

from deploy.camera.addresses import Address
from deploy.camera.errors import CameraFailedError
from deploy.camera.frames import Frame, Patience, check_frame
from deploy.camera.stills import take_still
from deploy.camera.streams import take_from_stream


def take_burst(address: Address, patience: Patience, *, ca_file: Path | None = None) -> list[Frame]:
    """Take frames of a stream or a still; damaged ones are left out, equal ones count once.

    Raises:
        CameraFailedError: If not one whole frame is left.
    """
    if address.is_stream:
        frames = take_from_stream(address, patience)
    else:
        frames = []
        for number in range(patience.frames):
            if number:
                time.sleep(patience.spacing_s)
            frames.append(take_still(address, timeout_s=patience.timeout_s, ca_file=ca_file))
    # A camera that repeats its last picture must not outvote itself.
    different = list({frame.sha256: frame for frame in reversed(frames)}.values())[::-1]
    whole, faults = [], []
    for frame in different:
        try:
            check_frame(frame, address.shown)
            whole.append(frame)
        except CameraFailedError as fault:
            faults.append(fault)
    if not whole:
        raise faults[0]
    return whole
