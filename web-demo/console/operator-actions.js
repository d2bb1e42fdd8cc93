// What the screens Operations and System do: rows of the table in actions.js, which says what their members are.
export const OPERATOR_ACTIONS = {};
