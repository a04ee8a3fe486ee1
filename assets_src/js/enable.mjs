// Runs before the page is drawn, so that parts which need a script do not flicker. It stands in a file of its
// own because the content security policy allows no inline script.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')
