// @ts-check
/** The actions that the palette offers; pages add theirs while they are shown. */

/**
 * @typedef {object} Command
 * @property {string} id
 * @property {string} title
 * @property {string} icon Material Symbol
 * @property {() => void} run
 * @property {() => boolean} [when] whether it makes sense now
 */

export class Commands {
  constructor() {
    /** @type {Map<string, Command>} */
    this.all = new Map()
  }

  /** @param {Command} command @returns {() => void} takes it away again */
  add(command) {
    this.all.set(command.id, command)
    return () => { if (this.all.get(command.id) === command) this.all.delete(command.id) }
  }

  /** @returns {Command[]} */
  now() {
    return [...this.all.values()].filter((command) => !command.when || command.when())
  }
}
