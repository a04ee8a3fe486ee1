// Every page works without this; it makes some of them more convenient.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll
} from 'govuk-frontend'
import { SortableTable } from '@ministryofjustice/frontend/moj/components/sortable-table/sortable-table.mjs'
import htmx from 'htmx.org'
import { foldFilters } from './filter.mjs'
import { watchSession } from './session.mjs'

// The content security policy allows neither inline style nor eval.
htmx.config.includeIndicatorStyles = false
htmx.config.allowEval = false
htmx.config.selfRequestsOnly = true

for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  SortableTable,
  Tabs
]) {
  createAll(component)
}
foldFilters(document)
watchSession(document)
