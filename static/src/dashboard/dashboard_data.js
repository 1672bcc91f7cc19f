import { serializeDate } from "@web/core/l10n/dates";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";

const MODEL = "customer.tier.dashboard";

/**
 * The answers of the server that the dashboard shows, the quickest first, each with its question: while a
 * new one is under way, clicks still speak of what is on the screen.
 *
 * An answer that a later question makes stale never comes: whatever waits for `load` may wait for ever.
 */
export class DashboardData {
    constructor(orm) {
        this.orm = orm;
        this.last = {
            overview: new KeepLast(),
            outlook: new KeepLast(),
            movement: new KeepLast(),
            months: new KeepLast(),
        };
        this.overview = this.outlook = this.movement = this.months = null;
        this.to = null;
    }

    /** @param {{domain: Array, from: Object, to: Object|null, company: number}} question */
    async load(question) {
        const asked = { ...question };
        this.to = asked.to;
        this.overview = await this.ask("overview", asked, [serializeDate(asked.from)]);
        await Promise.all([
            this.loadMovement(asked, this.to), // which may have been chosen meanwhile
            this.loadOutlook(asked),
            this.ask("months", asked, []).then((months) => (this.months = months)),
        ]);
    }

    /** The second day counts for the movement alone. */
    async loadMovement(question, to) {
        this.to = to;
        const asked = { ...question, to, today: this.overview.today };
        this.movement = await this.ask("movement", asked, days(asked));
    }

    /** @param {Object} [question] what is on the screen, if none is given */
    async loadOutlook(question = this.overview?.question) {
        if (question) {
            this.outlook = await this.ask("outlook", question, []);
        }
    }

    async ask(name, question, args) {
        const call = this.orm.call(MODEL, `get_${name}`, [question.domain, ...args], {
            context: contextOf(question),
        });
        return { ...(await this.last[name].add(call)), question };
    }

    customersAction(domain, name) {
        return this.action("customers_action", this.overview.question, [domain, name]);
    }

    outlookAction(tile) {
        const { question } = this.outlook;
        return this.action("outlook_action", question, [question.domain, tile]);
    }

    movementAction(row, column) {
        const { question } = this.movement;
        const args = [question.domain, ...days(question), row, column];
        return this.action("movement_action", question, args);
    }

    monthsAction(segment, month) {
        const { question } = this.months;
        return this.action("months_action", question, [question.domain, segment, month]);
    }

    /** The tier report of what is on the screen. */
    printAction() {
        const { question, today } = this.overview;
        const args = [question.domain, ...days({ ...question, to: this.to, today })];
        return this.action("print_action", question, args);
    }

    action(method, question, args) {
        return this.orm.call(MODEL, method, args, { context: contextOf(question) });
    }

    /** What the download of the spreadsheet needs to know. */
    get spreadsheet() {
        const { question, today } = this.overview;
        const [from_day, to_day] = days({ ...question, to: this.to, today });
        return {
            company_id: question.company,
            domain: JSON.stringify(question.domain),
            from_day,
            to_day,
        };
    }
}

function days({ from, to, today }) {
    return [serializeDate(from), to ? serializeDate(to) : today];
}

/** The first of the companies is the one that the server answers for. */
export function contextOf({ company }) {
    const others = user.activeCompanies.map(({ id }) => id).filter((id) => id !== company);
    return { allowed_company_ids: [company, ...others] };
}
