// @ts-check
/** Which events are shown, in which order, and how they are put together: rows in, rows out. */

/** @typedef {import('../stream/rows.js').EventRow} EventRow */
/** @typedef {{type: string, reason: string, namespace: string, text: string}} Wish "" means any */
/** @typedef {{subject: string, object: string, namespace: string, events: EventRow[], warnings: number, times: number}} Group events: newest first; times: counts added up */

/** @param {Wish} wish @returns {(row: EventRow) => boolean} */
export function matcher({ type, reason, namespace, text }) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return (row) => (!type || row.type === type) && (!reason || row.reason === reason) && (!namespace || row.namespace === namespace)
    && words.every((word) => `${row.reason} ${row.object} ${row.message} ${row.source} ${row.namespace}`.toLowerCase().includes(word))
}

/** Newest first; of one second, the later written first. @param {Iterable<EventRow>} rows @param {Wish} wish @returns {EventRow[]} */
export function choose(rows, wish) {
  const matches = matcher(wish)
  const chosen = []
  for (const row of rows) if (matches(row)) chosen.push(row)
  return chosen.reverse().sort((a, b) => b.time - a.time)
}

/** The events of each object together, the object with the newest event first. @param {EventRow[]} rows newest first @returns {Group[]} */
export function group(rows) {
  /** @type {Map<string, Group>} */
  const groups = new Map()
  for (const row of rows) {
    const key = row.subject || `${row.namespace}/${row.object}`
    const found = groups.get(key) ?? { subject: row.subject, object: row.object, namespace: row.namespace, events: [], warnings: 0, times: 0 }
    found.events.push(row)
    found.times += row.count || 1
    if (row.type === 'Warning') found.warnings += 1
    groups.set(key, found)
  }
  return [...groups.values()]
}

/** How often each value of a field occurs, the commonest first. @param {Iterable<EventRow>} rows @param {"reason" | "namespace"} field @returns {[string, number][]} */
export function tally(rows, field) {
  const counts = new Map()
  for (const row of rows) counts.set(row[field], (counts.get(row[field]) ?? 0) + 1)
  return [...counts].filter(([name]) => name).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}
