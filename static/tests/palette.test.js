import { expect, test } from "@odoo/hoot";
import { seriesFill } from "@customer_tier/chart/hatch";
import { heat, paper, SERIES_COUNT, seriesColor, seriesShape } from "@customer_tier/chart/palette";

const SCHEMES = ["light", "dark"];

/** Linear RGB of "#0072b2" or "rgb(0, 114, 178)". */
function linear(color) {
    const channels = color.startsWith("#")
        ? [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16))
        : color.match(/\d+/g).map(Number);
    return channels.map((channel) => {
        const part = channel / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one, other) {
    const [low, high] = [one, other]
        .map(linear)
        .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
        .sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
}

/** How people see linear RGB: Machado, Oliveira, Fernandes (2009), at full severity. */
const SIGHTS = {
    full: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
    ],
    protanopia: [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    deuteranopia: [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    tritanopia: [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
};

const times = (matrix, vector) =>
    matrix.map((row) => row.reduce((sum, factor, place) => sum + factor * vector[place], 0));

/** CIE 1976 L*a*b* of a color as somebody sees it. */
function lab(color, sight) {
    const seen = times(SIGHTS[sight], linear(color)).map((part) => Math.min(1, Math.max(0, part)));
    const [x, y, z] = times(
        [
            [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
            [0.2126729, 0.7151522, 0.072175],
            [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
        ],
        seen,
    ).map((part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116));
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test.tags("customer_tier");
test("text can be read on the paper and on every cell of a heat map", () => {
    for (const scheme of SCHEMES) {
        const { ink, muted, paper: background } = paper(scheme);
        expect(contrast(ink, background)).toBeGreaterThan(7);
        expect(contrast(muted, background)).toBeGreaterThan(4.5);
        for (let part = 0; part <= 1; part += 0.01) {
            const cell = heat(part, scheme);
            expect(contrast(cell.ink, cell.background)).toBeGreaterThan(4.5);
        }
        expect(heat(-1, scheme)).toEqual(heat(0, scheme));
        expect(heat(2, scheme)).toEqual(heat(1, scheme));
    }
});

test.tags("customer_tier");
test("series stay apart for everybody, and from the paper", () => {
    const places = Array.from({ length: SERIES_COUNT }, (_, place) => place);
    for (const scheme of SCHEMES) {
        const colors = places.map((place) => seriesColor(place, scheme));
        for (const color of colors) {
            expect(contrast(color, paper(scheme).paper)).toBeGreaterThan(2.2);
        }
        for (const sight of Object.keys(SIGHTS)) {
            const seen = colors.map((color) => lab(color, sight));
            const nearest = Math.min(
                ...places.flatMap((one) =>
                    places
                        .slice(0, one)
                        .map((other) =>
                            Math.hypot(...seen[one].map((part, axis) => part - seen[other][axis])),
                        ),
                ),
            );
            // 2.3 is the least that can be told side by side; marks are small and far apart
            expect(nearest).toBeGreaterThan(14, { message: `${scheme}, ${sight}` });
        }
    }
});

test.tags("customer_tier");
test("series of the same color have another mark, and their areas are hatched", () => {
    const marks = Array.from({ length: 2 * SERIES_COUNT }, (_, place) =>
        [seriesColor(place), seriesShape(place)].join(),
    );
    expect(new Set(marks).size).toBe(marks.length);
    expect(seriesFill(1)).toBe(seriesColor(1));
    expect(seriesFill(SERIES_COUNT + 1)).toBeInstanceOf(window.CanvasPattern);
});
