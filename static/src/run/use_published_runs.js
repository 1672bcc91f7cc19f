import { useService } from "@web/core/utils/hooks";

import { onWillUnmount } from "@odoo/owl";

/** Call `reload()` whenever a run has been published, as long as the component is shown. */
export function usePublishedRuns(reload) {
    const bus = useService("bus_service");
    const onProgress = ({ event }) => event === "published" && reload();
    bus.subscribe("customer_tier/progress", onProgress);
    onWillUnmount(() => bus.unsubscribe("customer_tier/progress", onProgress));
}
