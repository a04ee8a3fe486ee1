// On a narrow screen the filters begin folded above the list. Without a script they are simply open.
export function foldFilters (root) {
  if (!window.matchMedia('(max-width: 48.0525em)').matches) {
    return
  }
  for (const filter of root.querySelectorAll('details.kit-filter__fold')) {
    filter.open = false
  }
}
