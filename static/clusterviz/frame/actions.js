// @ts-check
/** Asks the server to act on an object and says how it went. */
import { gettext } from '../format/words.js'
import { toast } from '../dom/toast.js'

/**
 * @param {import('../app.js').App} app
 * @param {string} action as in the protocol: delete, scale, cordon, fail …
 * @param {import('../stream/keys.js').Key} key
 * @param {any} [params]
 * @returns {Promise<boolean>} whether it was done
 */
export async function act(app, action, key, params = {}) {
  if (app.past.time !== null) {
    toast(gettext('This is the past. Go back to LIVE to change something.'), { kind: 'bad' })
    return false
  }
  try {
    const answer = await app.api.post('actions', { action, resource: key.resource, namespace: key.namespace, name: key.name, params })
    toast(answer?.message ?? gettext('Done.'))
    for (const warning of answer?.warnings ?? []) toast(warning, { kind: 'wait' })
    return true
  } catch (error) {
    toast(/** @type {Error} */ (error).message, { kind: 'bad' })
    return false
  }
}
