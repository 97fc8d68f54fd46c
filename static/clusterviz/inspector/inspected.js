// @ts-check
/** What every tab of the inspector is given. */

/** @typedef {import('../app.js').App} App */
/** @typedef {import('../stream/keys.js').Key} Key */
/**
 * @typedef {object} Inspected what a tab is given
 * @property {App} app
 * @property {Key} key
 * @property {any} object the document
 * @property {string} yaml
 * @property {string[]} actions what the server can do to it
 * @property {any} row its row of the stream, if it has one
 * @property {boolean} past
 * @property {() => void} reload
 * @property {AbortSignal} signal aborted when something else is shown
 */

export {}
