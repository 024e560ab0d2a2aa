"""Files that leave our pages."""

import io

from flask import Response, send_file


def download(body: bytes, name: str, kind: str) -> Response:
    """Always saved, never opened in our own pages."""
    answer: Response = send_file(
        io.BytesIO(body), mimetype=kind, as_attachment=True, download_name=name
    )
    return answer
