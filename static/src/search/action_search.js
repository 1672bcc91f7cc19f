/**
 * What `WithSearch` needs for the search bar of a client action.
 *
 * @param {Object} viewService
 * @param {string} resModel whose records are searched
 * @param {Object} props of the client action; `params.search_view_id` says which search view
 * @returns {Promise<Object>} props of `WithSearch`
 */
export async function actionSearch(viewService, resModel, props) {
    const searchViewId = props.action.params?.search_view_id || false;
    const { fields, views } = await viewService.loadViews(
        { resModel, views: [[searchViewId, "search"]], context: {} },
        { loadIrFilters: true, actionId: props.actionId },
    );
    return {
        resModel,
        searchViewId: views.search.id,
        searchViewArch: views.search.arch,
        searchViewFields: fields,
        irFilters: views.search.irFilters,
        searchMenuTypes: ["filter", "favorite"],
        context: props.action.context || {},
        globalState: props.globalState,
    };
}
