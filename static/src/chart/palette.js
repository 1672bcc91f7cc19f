/**
 * Eight colors that stay apart for people who do not see red, green or blue as others do: six of
 * Okabe and Ito, "Color Universal Design" (2008), with the yellow and the black replaced by
 * ones that can be seen on white and on dark paper. Neighbours differ in lightness as well. How far
 * apart they are for each kind of sight is proved in tests/palette.test.js.
 */
const SERIES = {
    light: ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#662506", "#2B2A5E"],
    dark: ["#3D9BD9", "#F0B429", "#1FBF92", "#DE9BC0", "#8CCBF2", "#EE7F33", "#EBEBA0", "#7D68F2"],
};

/** How many series have a color of their own. */
export const SERIES_COUNT = SERIES.light.length;

/** What everything that is not data is drawn with. */
const PAPER = {
    light: { ink: "#374151", muted: "#6B7280", line: "#D8DADD", paper: "#FFFFFF" },
    dark: { ink: "#E4E4E4", muted: "#A8AEB8", line: "#4A4F58", paper: "#262A36" },
};

/** Marks that tell series apart without color, as Chart.js calls them. */
const SHAPES = ["circle", "triangle", "rect", "rectRot", "star", "crossRot", "cross", "dash"];

/**
 * Whether the page is dark, from what it looks like: the switch for it is another one in
 * each edition of Odoo, and the style may not follow it.
 *
 * @returns {"light"|"dark"}
 */
export function colorScheme() {
    const [red, green, blue, alpha = 1] = getComputedStyle(document.body)
        .backgroundColor.match(/[\d.]+/g)
        .map(Number);
    return alpha && luminance([red, green, blue]) < 0.18 ? "dark" : "light";
}

/** The color of the series at a place; the places of tiers and segments are their order. */
export function seriesColor(index, scheme = colorScheme()) {
    const colors = SERIES[scheme];
    return colors[index % colors.length];
}

/** The mark of the series at a place: two series with the same color have different marks. */
export function seriesShape(index) {
    const turn = Math.floor(index / SERIES_COUNT);
    return SHAPES[(index + turn) % SHAPES.length];
}

/** Colors of text, lines and background. */
export function paper(scheme = colorScheme()) {
    return PAPER[scheme];
}

/**
 * A color between the paper and the first series, for a heat map.
 *
 * @param {number} part from 0 (nothing) to 1 (the most)
 * @returns {{background: string, ink: string}} and a text color that can be read on it
 */
export function heat(part, scheme = colorScheme()) {
    const strength = Math.max(0, Math.min(1, part));
    const [from, to] = [paper(scheme).paper, seriesColor(0, scheme)].map(channels);
    const mixed = from.map((channel, place) => channel + (to[place] - channel) * strength);
    return {
        background: `rgb(${mixed.map(Math.round).join(", ")})`,
        // where black and white are as easy to read, at 4.6 to 1
        ink: luminance(mixed) > 0.18 ? "#000000" : "#FFFFFF",
    };
}

function channels(color) {
    return [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));
}

/** Relative luminance, from 0 (black) to 1 (white): WCAG 2.2, "relative luminance". */
function luminance(rgb) {
    const [red, green, blue] = rgb
        .map((channel) => channel / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
