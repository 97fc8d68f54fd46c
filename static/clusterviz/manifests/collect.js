// @ts-check
/** What was dropped, chosen or pasted, as a list of files with their paths. */

/** @typedef {{path: string, file: File}} Input */
/** @typedef {{inputs: Input[], ignored: number}} Collected ignored: files that are no manifests */

const WANTED = /\.(ya?ml|json|zip)$/i
const HIDDEN = /(^|\/)(\.[^/]+|node_modules|__MACOSX)(\/|$)/
export const PASTED = 'pasted.yaml'

/** @param {Input[]} all @returns {Collected} */
export function sift(all) {
  const inputs = all.filter(({ path }) => WANTED.test(path) && !HIDDEN.test(path))
  return { inputs: inputs.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)), ignored: all.length - inputs.length }
}

/** @param {FileList | File[]} files of an input; those of a folder bring their relative path @returns {Collected} */
export function fromFiles(files) {
  return sift([...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })))
}

/** @param {string} text @returns {Collected} */
export function fromText(text) {
  return { inputs: [{ path: PASTED, file: new File([text], PASTED, { type: 'text/yaml' }) }], ignored: 0 }
}

/**
 * Files and whole folders of a drop. The entries must be taken before the first wait: the browser forgets them.
 * @param {DataTransfer} transfer
 * @returns {Promise<Collected>}
 */
export async function fromDrop(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry !== null && entry !== undefined)
  if (!entries.length) {
    const text = transfer.getData('text/plain')
    return transfer.files.length ? fromFiles(transfer.files) : text ? fromText(text) : { inputs: [], ignored: 0 }
  }
  const found = await Promise.all(entries.map((entry) => walk(entry)))
  return sift(found.flat())
}

/** @param {any} entry @returns {Promise<Input[]>} */
async function walk(entry) {
  const path = entry.fullPath.replace(/^\//, '')
  if (HIDDEN.test(path)) return []
  if (entry.isFile) return [{ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) }]
  const inside = await entriesOf(entry.createReader())
  return (await Promise.all(inside.map(walk))).flat()
}

/** A reader gives a folder in pieces until it gives none. @param {any} reader @returns {Promise<any[]>} */
async function entriesOf(reader) {
  const all = []
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))
    if (!some.length) return all
    all.push(...some)
  }
}

/** A short name for all of it: the common folder, the only file, or how many. @param {Input[]} inputs */
export function titleOf(inputs) {
  if (inputs.length === 1) return inputs[0].path
  const [first] = inputs[0]?.path.split('/') ?? ['']
  return inputs.every(({ path }) => path.startsWith(`${first}/`)) ? first : ''
}
