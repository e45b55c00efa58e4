"""What leaves as a file: nothing in it may run, be guessed at, be embedded elsewhere or be kept by the browser."""

from pathlib import Path

from flask import Response, send_file

FILE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def guarded(answer: Response) -> Response:
    """The same answer behind the headers a file needs that came from outside."""
    answer.headers.update(FILE_HEADERS)
    return answer


def copy(file: Path, name: str) -> Response:
    """A file as it came, to be kept by whoever asked, never opened by the browser itself."""
    sent = send_file(
        file, mimetype="application/octet-stream", as_attachment=True, download_name=name, conditional=False, etag=False
    )
    return guarded(sent)


def paper(pdf: bytes, number: str) -> Response:
    """A paper of our own, shown in the browser; named by its number."""
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{plain_name(number)}.pdf"'
    return answer


def plain_name(number: str) -> str:
    """A number people say as part of a file's name: letters, digits and dots of it, the rest as dashes."""
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter == ".") else "-" for letter in number).strip("-.")
