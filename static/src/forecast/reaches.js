import { seriesColor } from "../chart/palette";

const CAP = 4; // pixels, half of the line across an end

/**
 * A plugin of Chart.js: how far chance reaches, as a thin bar through each point.
 *
 * @param {{told: number, low: number, high: number}[]} bins
 */
export function reaches(bins) {
    return {
        id: "customer_tier_reaches",
        beforeDatasetsDraw({ ctx, scales: { x, y } }) {
            ctx.save();
            ctx.strokeStyle = seriesColor(0);
            ctx.globalAlpha = 0.5;
            ctx.beginPath();
            for (const { told, low, high } of bins) {
                const at = x.getPixelForValue(told);
                const [from, to] = [low, high].map((value) => y.getPixelForValue(value));
                ctx.moveTo(at, from);
                ctx.lineTo(at, to);
                for (const end of [from, to]) {
                    ctx.moveTo(at - CAP, end);
                    ctx.lineTo(at + CAP, end);
                }
            }
            ctx.stroke();
            ctx.restore();
        },
    };
}
