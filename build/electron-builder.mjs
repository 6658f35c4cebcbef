// What an installer is made of. docs/packaging.md has the commands and every variable.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterPack } from './after-pack.mjs'
import { forgetMoment } from './same-bytes.mjs'
import { LICENCES } from './licences.mjs'
import { METAINFO, METAINFO_INSTALLED } from './linux/metainfo.mjs'
import { PUBLISHER } from './publisher.mjs'
import { shippedPackages } from './shipped-packages.mjs'

const root = resolve(import.meta.dirname, '..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const { app_id, homepage, maintainer, update_url: feed } = PUBLISHER
const metainfo = `${METAINFO}=${METAINFO_INSTALLED}`

/** @type {import('electron-builder').Configuration['publish']} */
const publish = feed ? { provider: 'generic', url: feed } : null

const RPM_DEFINES = [
  // Two apps of one Electron would claim the same files in /usr/lib/.build-id.
  '_build_id_links none',
  // The same bytes whenever and wherever it is built.
  'use_source_date_epoch_as_buildtime 1',
  'clamp_mtime_to_source_date_epoch 1',
  '_buildhost localhost',
]

/** @type {import('electron-builder').Configuration} */
const config = {
  appId: app_id,
  productName: 'Sluice',
  copyright: 'Copyright © 2026 the Sluice authors',
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  extraMetadata: { homepage },
  directories: { output: 'dist', buildResources: 'build' },
  electronVersion: manifest.devDependencies.electron,
  // Every native part is prebuilt, and nothing of package.json but its names is read at run time.
  npmRebuild: false,
  removePackageScripts: true,
  asar: { smartUnpack: false },
  // A native library finds its neighbours by their place on the disk.
  asarUnpack: ['node_modules/@node-llama-cpp/**'],
  electronLanguages: ['en-US'],
  compression: 'normal',
  // The newest the pinned electron-builder knows; an AppImage of it needs no FUSE 2.
  toolsets: { appimage: '1.0.3', nsis: '1.2.1', winCodeSign: '1.1.0' },
  files: files(),
  extraResources: [
    { from: 'LICENSE', to: 'licences/sluice.txt' },
    { from: LICENCES, to: 'licences/third-party.txt' },
  ],
  afterPack,
  artifactBuildCompleted: forgetMoment,
  // A link can bring the window to the front, and nothing else: the app does not read what the link says.
  protocols: [{ name: 'Sluice', schemes: ['sluice'] }],
  // With a feed, an unsigned build would offer updates nobody can trust.
  forceCodeSigning: false,
  publish: null,

  mac: {
    category: 'public.app-category.productivity',
    target: ['dmg', 'zip'],
    icon: 'build/icon.icns',
    hardenedRuntime: true,
    gatekeeperAssess: false,
    entitlements: 'build/mac/entitlements.plist',
    entitlementsInherit: 'build/mac/entitlements.plist',
    notarize: process.env['SLUICE_NOTARIZE'] === '1',
    minimumSystemVersion: '12.0',
    forceCodeSigning: feed !== undefined,
    publish,
  },
  dmg: { writeUpdateInfo: false },

  win: {
    target: ['nsis', 'zip'],
    icon: 'build/icon.ico',
    verifyUpdateCodeSignature: true,
    forceCodeSigning: feed !== undefined,
    publish,
  },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    // Chats are a person's own: uninstalling leaves them where they are.
    deleteAppDataOnUninstall: false,
    buildUniversalInstaller: false,
  },

  linux: {
    // Here alone: elsewhere it would name the bundle and the program, too, which are Sluice.app and Sluice.exe.
    executableName: 'sluice',
    target: ['AppImage', 'deb', 'rpm', 'tar.gz'],
    category: 'Utility',
    icon: 'build/icons',
    maintainer,
    vendor: 'The Sluice authors',
    synopsis: 'Desktop assistant for local language models',
    description:
      'Chat with language models on your own computer: Stop always stops, and nothing you saw is lost.',
    syncDesktopName: true,
    desktop: { entry: { Keywords: 'chat;assistant;language model;llm;ai;', StartupWMClass: 'sluice' } },
  },
  deb: {
    packageCategory: 'utils',
    depends: [
      'libgtk-3-0 | libgtk-3-0t64',
      'libnss3',
      'libgbm1',
      'libasound2 | libasound2t64',
      'libsecret-1-0',
      'libnotify4',
      'xdg-utils',
    ],
    recommends: [],
    fpm: [metainfo],
  },
  rpm: {
    depends: ['gtk3', 'nss', 'mesa-libgbm', 'alsa-lib', 'libsecret', 'libnotify', 'xdg-utils'],
    fpm: [...RPM_DEFINES.map((define) => `--rpm-rpmbuild-define=${define}`), metainfo],
  },
}

/** The bundle, and of node_modules what it imports at run time; for llama.cpp the libraries of this system alone. */
function files() {
  // By name alone: electron-builder lays packages out anew, without those that only development needs.
  const names = new Set(shippedPackages().map((folder) => folder.slice(folder.lastIndexOf('node_modules/'))))
  return [
    'out/**',
    'package.json',
    '!node_modules/**',
    ...[...names].flatMap((name) => [`${name}/**`, `**/${name}/**`]),
    // Bundled; what it has of its own below it goes by names that llama.cpp's packages have, too.
    '!node_modules/electron-updater/**',
    '!node_modules/node-llama-cpp/{llama,templates,bins,dist/cli/commands}/**',
    'node_modules/node-llama-cpp/llama/*.json',
    'node_modules/node-llama-cpp/llama/grammars/**',
    'node_modules/@node-llama-cpp/${os}-${arch}/**',
    'node_modules/@node-llama-cpp/${os}-${arch}-{vulkan,metal}/**',
    '!**/*.{map,ts,mts,cts,tsx,md,markdown,gif}',
    '!**/node_modules/**/{test,tests,__tests__,spec,example,examples,docs,coverage,.github}/**',
    '!**/{.env*,.npmrc,*.pem,*.key,*.p12,*.pfx,tsconfig*.json,*.tsbuildinfo,.eslintrc*,.package-lock.json}',
  ]
}

// oxlint-disable-next-line import/no-default-export -- what electron-builder asks of a configuration
export default config
