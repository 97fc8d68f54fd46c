// @ts-check
/** The kinds of marks on the scrubber: their words and colours. */
import { gettext } from '../format/words.js'

/** @type {Record<string, () => string>} */
export const MARK_WORDS = {
  warning: () => gettext('Warning'), user: () => gettext('By a person'), scaling: () => gettext('Scaling'), rollout: () => gettext('Rollout'),
}

/** @type {Record<string, string>} token of each kind */
export const MARK_TOKENS = { warning: '--bad-fill', user: '--accent', scaling: '--unk-fill', rollout: '--gone-fill' }
