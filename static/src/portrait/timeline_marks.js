import { deserializeDate } from "@web/core/l10n/dates";
import { paper, seriesColor } from "../chart/palette";
import { faded } from "./formats";

const STRIP = 16; // pixels: the strip at the top that carries the letters of the tiers
const EDGE = 4;

/** A plugin of Chart.js: a thin line from zero to each point, so that amounts can be compared. */
export const stems = {
    id: "tierStems",
    beforeDatasetsDraw(chart) {
        const { ctx, scales } = chart;
        const zero = scales.y.getPixelForValue(0);
        ctx.save();
        ctx.lineWidth = 1;
        chart.data.datasets.forEach((dataset, index) => {
            ctx.strokeStyle = dataset.borderColor;
            for (const point of chart.getDatasetMeta(index).data) {
                ctx.beginPath();
                ctx.moveTo(point.x, zero);
                ctx.lineTo(point.x, point.y);
                ctx.stroke();
            }
        });
        ctx.restore();
    },
};

/**
 * A plugin of Chart.js that lays the tiers behind the purchases: a tint and a letter for each
 * period, and a dashed line where the tier changed.
 *
 * @param {Object[]} periods as of `tierPeriods`
 * @param {Function} placeOf tier to its place, which is that of its color
 */
export function tierBands(periods, placeOf) {
    return {
        id: "tierBands",
        beforeDatasetsDraw({ ctx, chartArea, scales: { x } }) {
            const { left, right, top, bottom } = chartArea;
            const inside = (iso) =>
                Math.min(Math.max(x.getPixelForValue(deserializeDate(iso).ts), left), right);
            ctx.save();
            ctx.font = "bold 11px sans-serif";
            ctx.textBaseline = "middle";
            for (const { from, to, tier } of periods) {
                const start = from ? inside(from) : left;
                const width = inside(to) - start;
                const color = seriesColor(placeOf(tier));
                ctx.fillStyle = faded(color, 0.08);
                ctx.fillRect(start, top, width, bottom - top);
                ctx.fillStyle = faded(color, 0.35);
                ctx.fillRect(start, top, width, STRIP);
                if (width > ctx.measureText(tier.code).width + 2 * EDGE) {
                    ctx.fillStyle = paper().ink;
                    ctx.fillText(tier.code, start + EDGE, top + STRIP / 2);
                }
                if (from && start > left) {
                    drawLine(ctx, start, top, bottom, paper().muted, [4, 3]);
                }
            }
            ctx.restore();
        },
    };
}

/** A plugin of Chart.js: where the next purchase is expected, as a dotted line with a word. */
export function expected(iso, text) {
    return {
        id: "tierExpected",
        afterDatasetsDraw({ ctx, chartArea: { top, bottom, right }, scales: { x } }) {
            const place = x.getPixelForValue(deserializeDate(iso).ts);
            ctx.save();
            drawLine(ctx, place, top + STRIP, bottom, seriesColor(2), [2, 3]);
            ctx.fillStyle = paper().ink;
            ctx.font = "11px sans-serif";
            ctx.textBaseline = "top";
            ctx.textAlign = place > right - 60 ? "right" : "left";
            const shift = ctx.textAlign === "right" ? -EDGE : EDGE;
            ctx.fillText(text, place + shift, top + STRIP + EDGE);
            ctx.restore();
        },
    };
}

function drawLine(ctx, x, top, bottom, color, dash) {
    ctx.strokeStyle = color;
    ctx.lineWidth = 1;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, bottom);
    ctx.stroke();
    ctx.setLineDash([]);
}
