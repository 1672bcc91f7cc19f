import { paper, SERIES_COUNT, seriesColor } from "./palette";

const SIDE = 8;

/**
 * What areas of the series at a place are filled with: its color, hatched once the colors are used up, so
 * that no two of a dozen series look the same.
 */
export function seriesFill(index) {
    const color = seriesColor(index);
    return index < SERIES_COUNT ? color : hatch(color);
}

function hatch(color) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = SIDE;
    const context = tile.getContext("2d");
    context.fillStyle = color;
    context.fillRect(0, 0, SIDE, SIDE);
    context.strokeStyle = paper().paper;
    context.lineWidth = 2;
    context.beginPath();
    for (const start of [-SIDE, 0, SIDE]) {
        context.moveTo(start, SIDE);
        context.lineTo(start + SIDE, 0);
    }
    context.stroke();
    return context.createPattern(tile, "repeat");
}
