"""MessagePack, as far as spaCy's files use it: writing for the synthetic pipeline, reading for the reference."""
import struct


class Array:
    """A tensor of little-endian floats, as srsly writes NumPy arrays: keys are bytes, not text."""

    def __init__(self, shape, data):
        self.shape, self.data = tuple(shape), data

    def tree(self):
        return {b"nd": True, b"type": "<f4", b"kind": b"", b"shape": list(self.shape), b"data": self.data.tobytes()}


def _head(n, small, codes):
    fix, limit = small
    if n < limit:
        return bytes([fix | n])
    for code, size in codes:
        if n < 1 << (8 * size):
            return bytes([code]) + n.to_bytes(size, "big")
    raise ValueError("too long")


def pack(value):
    if value is None:
        return b"\xc0"
    if value is False:
        return b"\xc2"
    if value is True:
        return b"\xc3"
    if isinstance(value, Array):
        return pack(value.tree())
    if isinstance(value, int):
        if value < 0:
            return bytes([value & 255]) if value >= -32 else b"\xd3" + struct.pack(">q", value)
        return _head(value, (0, 128), ((0xCC, 1), (0xCD, 2), (0xCE, 4), (0xCF, 8)))
    if isinstance(value, float):
        return b"\xcb" + struct.pack(">d", value)
    if isinstance(value, str):
        raw = value.encode("utf-8")
        return _head(len(raw), (0xA0, 32), ((0xD9, 1), (0xDA, 2), (0xDB, 4))) + raw
    if isinstance(value, bytes):
        return _head(len(value), (0, 0), ((0xC4, 1), (0xC5, 2), (0xC6, 4))) + value
    if isinstance(value, (list, tuple)):
        return _head(len(value), (0x90, 16), ((0xDC, 2), (0xDD, 4))) + b"".join(map(pack, value))
    if isinstance(value, dict):
        return _head(len(value), (0x80, 16), ((0xDE, 2), (0xDF, 4))) + b"".join(
            pack(k) + pack(v) for k, v in value.items())
    raise TypeError(type(value))


def unpack(raw):
    value, at = _take(raw, 0)
    if at != len(raw):
        raise ValueError("bytes are left over")
    return value


def _take(raw, at):
    code = raw[at]
    at += 1
    if code < 0x80:
        return code, at
    if code >= 0xE0:
        return code - 256, at
    if code < 0x90:
        return _map(raw, at, code & 15)
    if code < 0xA0:
        return _list(raw, at, code & 15)
    if code < 0xC0:
        return _text(raw, at, code & 31)
    if code in (0xC0, 0xC2, 0xC3):
        return {0xC0: None, 0xC2: False, 0xC3: True}[code], at
    if code in (0xCA, 0xCB):
        size = 4 if code == 0xCA else 8
        return struct.unpack(">f" if size == 4 else ">d", raw[at:at + size])[0], at + size
    if 0xCC <= code <= 0xD3:
        size = 1 << (code & 3)
        return int.from_bytes(raw[at:at + size], "big", signed=code >= 0xD0), at + size
    size = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4, 0xDC: 2, 0xDD: 4, 0xDE: 2, 0xDF: 4}[code]
    n = int.from_bytes(raw[at:at + size], "big")
    at += size
    if code <= 0xC6:
        return raw[at:at + n], at + n
    if code <= 0xDB:
        return _text(raw, at, n)
    return _list(raw, at, n) if code <= 0xDD else _map(raw, at, n)


def _text(raw, at, n):
    return raw[at:at + n].decode("utf-8"), at + n


def _list(raw, at, n):
    out = []
    for _ in range(n):
        value, at = _take(raw, at)
        out.append(value)
    return out, at


def _map(raw, at, n):
    out = {}
    for _ in range(n):
        key, at = _take(raw, at)
        value, at = _take(raw, at)
        out[key.decode("utf-8") if isinstance(key, bytes) else key] = value
    return out, at
