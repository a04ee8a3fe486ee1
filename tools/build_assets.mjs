// Builds assets/ (served as static files) from assets_src/ and the packages of package.json.
//   node tools/build_assets.mjs          once
//   node tools/build_assets.mjs --watch  again after each change of assets_src/
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const source = join(root, 'assets_src')
const target = join(root, 'assets')
const mojImages = join(root, 'node_modules/@ministryofjustice/frontend/moj/assets/images')

function styles () {
  const { css } = sass.compile(join(source, 'scss/inspectorate.scss'), {
    loadPaths: [join(root, 'node_modules'), root],
    quietDeps: true,
    style: 'compressed'
  })
  writeFileSync(join(target, 'inspectorate.css'), css)
  return css
}

async function scripts () {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { inspectorate: join(source, 'js/inspectorate.mjs'), enable: join(source, 'js/enable.mjs') },
    outdir: target,
    bundle: true,
    format: 'iife',
    legalComments: 'none',
    minify: true,
    target: ['es2020'],
    logLevel: 'warning'
  })
}

// Only the pictures that the stylesheet names are copied.
function images (css) {
  cpSync(join(source, 'images'), join(target, 'images'), { recursive: true })
  const named = readdirSync(mojImages).filter(name => css.includes(`images/${name}`))
  named.forEach(name => cpSync(join(mojImages, name), join(target, 'images', name)))
}

async function build () {
  rmSync(target, { recursive: true, force: true })
  mkdirSync(join(target, 'images'), { recursive: true })
  images(styles())
  await scripts()
  const kilobytes = name => Math.round(readFileSync(join(target, name)).length / 1024)
  console.log(`assets/: inspectorate.css ${kilobytes('inspectorate.css')} kB, inspectorate.js ${kilobytes('inspectorate.js')} kB`)
}

await build()
if (process.argv.includes('--watch')) {
  let soon
  watch(source, { recursive: true }, () => {
    clearTimeout(soon)
    soon = setTimeout(() => build().catch(error => console.error(error.message)), 100)
  })
}
