"""Downloads from servers that are whole, broken off, wrong, without the file, or silent."""

import hashlib
import io
import re
import threading
import time
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from batches import fetch_photographs
from storage.downloads import DownloadError, UnreachableError, fetch

# A picture that can be decoded, and long enough to be broken off.
_PICTURE = io.BytesIO()
Image.effect_noise((1000, 1020), 80).save(_PICTURE, "BMP")
CONTENT = _PICTURE.getvalue()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """Answers each request by the next function of a list, the last one from then on."""

    daemon_threads = True

    def __init__(self, *answers):
        self.answers, self.ranges = list(answers), []
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server_port}/file.bin"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self):
        server = self.server
        server.ranges.append(self.headers.get("Range"))
        answer = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
        answer(self)

    def log_message(self, *arguments):
        pass


def send(handler, body, status=200, length=None, **headers):
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def whole(handler):
    send(handler, CONTENT)


def from_where_it_was_asked(handler):
    asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", "bytes=0-"))
    start = int(asked[1])
    if start >= len(CONTENT):
        send(handler, b"", 416, Content_Range=f"bytes */{len(CONTENT)}")
    elif "Range" in handler.headers:
        where = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
        send(handler, CONTENT[start:], 206, Content_Range=where)
    else:
        whole(handler)


def truncated(handler):
    send(handler, CONTENT[:300_000], length=len(CONTENT))


def wrong(handler):
    send(handler, CONTENT[::-1])


def missing(handler):
    handler.send_error(404)


def busy(handler):
    handler.send_error(503)


def silent(handler):
    time.sleep(3)


@contextmanager
def serving(*answers):
    server = Server(*answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def run(server, path, sha256=SHA256, **settings):
    said = []
    settings = {"timeout": 0.3, "pause": 0.01, "attempts": 3, "report": said.append} | settings
    fetch(server.address, path, sha256, **settings)
    return said


def test_a_whole_file(tmp_path):
    path = tmp_path / "new" / "file.bin"
    with serving(whole) as server:
        said = run(server, path)
    assert path.read_bytes() == CONTENT
    assert [found.name for found in path.parent.iterdir()] == ["file.bin"]
    assert "1.0 of 1.0 MB (100%)" in said[-1]


def test_the_first_digits_of_a_sha256_do(tmp_path):
    with serving(whole) as server:
        run(server, tmp_path / "file.bin", SHA256[:8])
    assert (tmp_path / "file.bin").read_bytes() == CONTENT


def test_a_file_without_a_known_sha256_is_refused(tmp_path):
    with serving(whole) as server, pytest.raises(DownloadError, match=SHA256):
        run(server, tmp_path / "file.bin", "")
    assert not list(tmp_path.iterdir())


def test_what_broke_off_is_resumed(tmp_path):
    with serving(truncated, from_where_it_was_asked) as server:
        said = run(server, tmp_path / "file.bin")
        assert server.ranges == [None, "bytes=300000-"]
    assert (tmp_path / "file.bin").read_bytes() == CONTENT
    assert any(f"broke off after 300000 of {len(CONTENT)} bytes" in text for text in said)


def test_a_server_that_does_not_resume_starts_anew(tmp_path):
    with serving(truncated, whole) as server:
        run(server, tmp_path / "file.bin")
    assert (tmp_path / "file.bin").read_bytes() == CONTENT


def test_a_later_run_resumes(tmp_path):
    path = tmp_path / "file.bin"
    with serving(truncated) as server, pytest.raises(DownloadError, match="broke off"):
        run(server, path, attempts=1)
    assert not path.exists()
    with serving(from_where_it_was_asked) as server:
        run(server, path)
        assert server.ranges == ["bytes=300000-"]
    assert path.read_bytes() == CONTENT


def test_a_part_that_is_the_whole_file_is_taken(tmp_path):
    (tmp_path / "file.bin.part").write_bytes(CONTENT)
    with serving(from_where_it_was_asked) as server:
        run(server, tmp_path / "file.bin")
    assert (tmp_path / "file.bin").read_bytes() == CONTENT


def test_a_part_that_is_longer_than_the_file_starts_anew(tmp_path):
    (tmp_path / "file.bin.part").write_bytes(CONTENT + b"more")
    with serving(from_where_it_was_asked) as server:
        run(server, tmp_path / "file.bin")
    assert (tmp_path / "file.bin").read_bytes() == CONTENT


@pytest.mark.parametrize("part", [CONTENT[::-1][:1000], CONTENT[::-1]])
def test_a_part_of_another_file_starts_anew(tmp_path, part):
    (tmp_path / "file.bin.part").write_bytes(part)
    with serving(from_where_it_was_asked) as server:
        said = run(server, tmp_path / "file.bin")
    assert (tmp_path / "file.bin").read_bytes() == CONTENT
    assert "file.bin: starting from the beginning" in said


def test_a_damaged_part_of_full_length_is_thrown_away_and_all_fetched_once(tmp_path):
    (tmp_path / "file.bin.part").write_bytes(CONTENT[:-1] + b"?")
    with serving(from_where_it_was_asked) as server:
        run(server, tmp_path / "file.bin")
        assert server.ranges == [f"bytes={len(CONTENT)}-", None]
    assert (tmp_path / "file.bin").read_bytes() == CONTENT


def test_a_server_that_gives_another_file_is_asked_no_more_than_once_anew(tmp_path):
    (tmp_path / "file.bin.part").write_bytes(b"other" * 1000)
    with serving(from_where_it_was_asked) as server:
        with pytest.raises(DownloadError, match="its SHA-256 is"):
            run(server, tmp_path / "file.bin", "0" * 64)
        assert server.ranges == ["bytes=5000-", None]
    assert not list(tmp_path.iterdir())


def test_always_truncated_is_an_error(tmp_path):
    with serving(truncated) as server, pytest.raises(DownloadError, match="3 attempts"):
        run(server, tmp_path / "file.bin")
    assert not (tmp_path / "file.bin").exists()


def test_another_file_is_an_error_and_is_thrown_away(tmp_path):
    with serving(wrong) as server, pytest.raises(DownloadError, match=f"not {SHA256}"):
        run(server, tmp_path / "file.bin")
    assert not list(tmp_path.iterdir())


def test_a_missing_file_is_not_asked_for_again(tmp_path):
    with serving(missing) as server:
        with pytest.raises(DownloadError, match="404"):
            run(server, tmp_path / "file.bin")
        assert len(server.ranges) == 1
    assert not list(tmp_path.iterdir())


def test_a_busy_server_is_asked_again(tmp_path):
    with serving(busy, whole) as server:
        run(server, tmp_path / "file.bin")
    assert (tmp_path / "file.bin").read_bytes() == CONTENT


def test_a_silent_server_is_an_error_in_time(tmp_path):
    start = time.monotonic()
    with serving(silent) as server, pytest.raises(UnreachableError, match="timed out"):
        run(server, tmp_path / "file.bin", attempts=2)
    assert time.monotonic() - start < 3
    assert not (tmp_path / "file.bin").exists()


def test_nobody_listening_is_an_error(tmp_path):
    with serving(whole) as server:
        pass
    with pytest.raises(UnreachableError, match="refused"):
        run(server, tmp_path / "file.bin")


def prepare_photographs(folder, server, monkeypatch, n=4):
    """Fetch photographs of one category, with less patience than for real ones."""
    names = [f"lion/{number}.jpg" for number in range(n)]
    manifest = folder / "manifest.csv"
    address = server.address.removesuffix("file.bin")
    rows = [f"{name},{SHA256},{address}{name}" for name in names]
    manifest.write_text("\n".join(["file,sha256,address", *rows]), encoding="utf-8")
    patience = {"timeout": 0.2, "pause": 0.01, "attempts": 2}
    monkeypatch.setattr(fetch_photographs.downloads, "fetch", partial(fetch, **patience))
    fetch_photographs.run(
        manifest,
        folder / "table.csv",
        folder=folder / "photographs",
        categories=[{"subordinate": "lion", "basic": "mammal", "superordinate": "animate"}],
        photographs=[{"file": name, "sha256": SHA256} for name in names],
    )


def test_a_silent_server_of_photographs_is_waited_for_just_once(tmp_path, monkeypatch):
    with serving(silent) as server:
        with pytest.raises(DownloadError) as caught:
            prepare_photographs(tmp_path, server, monkeypatch)
        assert len(server.ranges) == 2
    message = str(caught.value)
    assert "4 of 4 photographs are missing or wrong" in message
    assert len(re.findall(r"photographs/lion/0\.jpg\n.*timed out", message)) == 1
    assert len(re.findall(r"photographs/lion/\d\.jpg\n.*not asked for", message)) == 3


def test_nothing_is_fetched_while_a_photograph_that_is_there_is_wrong(tmp_path, monkeypatch):
    wrong_one = tmp_path / "photographs" / "lion" / "0.jpg"
    wrong_one.parent.mkdir(parents=True)
    wrong_one.write_bytes(b"another")
    with serving(busy, whole) as server:
        with pytest.raises(DownloadError) as caught:
            prepare_photographs(tmp_path, server, monkeypatch)
        assert not server.ranges
        message = str(caught.value)
        assert len(re.findall(r"lion/0\.jpg\n +is another file", message)) == 1
        assert len(re.findall(r"lion/\d\.jpg\n +not asked for: others are wrong", message)) == 3
        wrong_one.unlink()
        prepare_photographs(tmp_path, server, monkeypatch)
    assert all((wrong_one.parent / f"{number}.jpg").exists() for number in range(4))
