// @ts-check
/** The page without a cluster: makes the first one. */
import { byId } from './dom/element.js'
import { askNewCluster } from './frame/switcher.js'

byId('new-cluster-button').addEventListener('click', askNewCluster)
