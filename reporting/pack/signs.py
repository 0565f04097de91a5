"""The signs of the statuses as pictures, for documents that draw none themselves."""

import functools
import io

from PIL import Image, ImageDraw

from reporting.pack.style import SIGN_COLOURS, SIGNS

SIZE, FINER = 64, 8  # pixels, and how much larger it is drawn before it is reduced
MARGIN = 12  # a twelfth all around: readers clip a picture that fills its box


@functools.cache
def png(key):
    """Return the sign of a status as PNG bytes, on a transparent ground."""
    n = SIZE * FINER
    edge = n // MARGIN
    image = Image.new("RGBA", (n + 2 * edge, n + 2 * edge), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    for kind, *geometry in SIGNS[key]:
        fill = "#FFFFFF" if kind.startswith("-") else f"#{SIGN_COLOURS[key]}"
        if kind.endswith("poly"):
            pen.polygon([(edge + x * (n - 1), edge + y * (n - 1)) for x, y in geometry[0]], fill)
            continue
        x, y, radius = (value * (n - 1) for value in geometry[:3])
        area = (edge + x - radius, edge + y - radius, edge + x + radius, edge + y + radius)
        if kind == "disc":
            pen.ellipse(area, fill)
        elif kind == "ring":
            pen.ellipse(area, outline=fill, width=int(geometry[3] * n))
        else:
            pen.pieslice(area, 90, 270, fill)
    file = io.BytesIO()
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(file, "PNG")
    return file.getvalue()
