import { useService } from "@web/core/utils/hooks";

import { onWillUnmount } from "@odoo/owl";

/** Call `reload()` on messages of a kind that are `wanted`, as long as the component is shown. */
function useMessages(kind, wanted, reload) {
    const bus = useService("bus_service");
    const onMessage = ({ event }) => event === wanted && reload();
    bus.subscribe(kind, onMessage);
    onWillUnmount(() => bus.unsubscribe(kind, onMessage));
}

/** Call `reload()` whenever a run has been published. */
export function usePublishedRuns(reload) {
    useMessages("customer_tier/progress", "published", reload);
}

/** Call `reload()` whenever the customers of a company have been forecast. */
export function useNewForecasts(reload) {
    useMessages("customer_tier/forecast", "done", reload);
}
