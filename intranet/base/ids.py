"""Keys that need no sequence and sort by time."""

import os
import time


def new_id() -> str:
    """A UUID version 7 (RFC 9562) as 32 hex digits: 48 bits of milliseconds, then random; unique without asking anybody."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds << 80) | random
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return f"{value:032x}"
