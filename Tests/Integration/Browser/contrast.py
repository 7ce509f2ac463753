"""Contrast as WCAG 2.2 defines it, between colours as a browser computes them."""


def contrast(first, second):
    """From 1 for the same colour to 21 for black on white; colours are (r, g, b), 0 to 255."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    """The relative luminance of an sRGB colour, from 0 to 1."""
    red, green, blue = (linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


TEXT, GRAPHIC = 4.5, 3.0

# (foreground, background, required ratio): every pair that occurs on the page.
PAIRS = [
    *[
        (text, ground, TEXT)
        for text in ("text", "text-muted")
        for ground in ("ground", "surface", "surface-raised", "accent-soft")
    ],
    ("accent", "accent-soft", TEXT),
    ("on-accent", "accent", TEXT),
    *[
        (f"confidence-{level}", f"confidence-{level}-ground", TEXT)
        for level in ("high", "medium", "low")
    ],
    ("trouble", "trouble-ground", TEXT),
    *[("accent", ground, GRAPHIC) for ground in ("ground", "surface", "surface-raised")],
    *[("line-strong", ground, GRAPHIC) for ground in ("surface", "ground", "surface-raised")],
    *[(f"member-{number}", "surface", GRAPHIC) for number in range(1, 8)],
]
