/**
 * In which tier a customer was when: the moves of the history as periods without gaps.
 *
 * @param {Object[]} moves as of the server, newest first
 * @param {string} today where the last period ends (ISO)
 * @returns {{from: string|null, to: string, tier: Object}[]} oldest first; `from` is null where
 *  the history does not go back far enough
 */
export function tierPeriods(moves, today) {
    const periods = [];
    let open = null;
    [...moves].reverse().forEach((move, place) => {
        if (!place && move.from_tier) {
            open = { from: null, tier: move.from_tier };
        }
        if (open && open.tier.id === move.to_tier.id) {
            return; // another segment only
        }
        if (open) {
            periods.push({ ...open, to: move.date });
        }
        open = move.to_tier && { from: move.date, tier: move.to_tier };
    });
    if (open) {
        periods.push({ ...open, to: today });
    }
    return periods.filter(({ from, to }) => from !== to);
}
