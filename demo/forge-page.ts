/** Pages of the demo forge, in the markup of Gitea 1.21: what it says of a directory, of a commit, and of nothing. */
import type { Commit, Entry, Listing } from "../src/listing.ts";
import { escapeHtml } from "../src/text.ts";

/** The directory that the forge shows: `repository` is `owner/name`, `path` is relative to it. */
export type Place = { repository: string; ref: string; path: string };

/** A request's own token, as every page of Gitea's holds one: two answers are never the same bytes. */
export type Token = string;

const icons: Readonly<Record<Entry["kind"], string>> = {
  directory: "octicon-file-directory-fill",
  file: "octicon-file",
  symlink: "octicon-file-symlink-file",
  submodule: "octicon-file-submodule",
  unknown: "octicon-file",
  tag: "octicon-tag",
};

/** The address of the directory, relative to the host. */
export function directoryPath({ repository, ref, path }: Place): string {
  return `/${repository}/src/branch/${encoded(ref)}/${encoded(path)}`;
}

/** The page of the directory: the head's panel, then one row for each entry. Those without a commit are not ready. */
export function listingPage(place: Place, listing: Listing, token: Token): string {
  const { repository, ref, path } = place;
  const [directories, others] = [true, false].map((wanted) =>
    listing.entries.filter((entry) => (entry.kind === "directory") === wanted),
  );
  const rows = [...(directories ?? []), ...(others ?? [])].map((entry) => row(place, entry)).join("");
  const parent = `/${repository}/src/branch/${encoded(ref)}`;
  const content = `
		<div class="repo-button-row">
			<div class="gt-df gt-ac gt-fw gt-gap-y-3">
				<div class="js-branch-tag-selector gt-mr-2"><span class="text">${icon("octicon-git-branch")}<strong>${escapeHtml(ref)}</strong></span></div>
				<span class="breadcrumb repo-path gt-ml-2"><a class="section" href="${parent}" title="${escapeHtml(nameOf(repository))}">${escapeHtml(nameOf(repository))}</a><span class="breadcrumb-divider">/</span><span class="active section" title="${escapeHtml(path)}">${escapeHtml(path)}</span></span>
			</div>
		</div>
		<table id="repo-files-table" class="ui single line table gt-mt-0" data-last-commit-loader-url="/${repository}/lastcommit/${listing.head?.id ?? ""}/${encoded(path)}">
	<thead>
		<tr class="commit-list">${panel(repository, listing.head)}
		</tr>
	</thead>
	<tbody>
		<tr class="has-parent">
			<td colspan="3">${icon("octicon-reply")}<a class="muted" href="${parent}">..</a></td>
		</tr>${rows}
	</tbody>
</table>`;
  return page(
    place,
    `${nameOf(repository)}/${path} at ${ref} - ${nameOf(repository)} - Forge`,
    content,
    token,
  );
}

/** A small page for a commit, so that links lead somewhere. */
export function commitPage(place: Place, commit: Commit, token: Token): string {
  const when = commit.committedAt === undefined ? "" : time(commit.committedAt);
  const content = `
		<h3>${escapeHtml(commit.title)}</h3>
		<p><strong>${escapeHtml(commit.author ?? "")}</strong> ${when} <span class="sha">${commit.id}</span></p>
		<pre class="commit-body">${escapeHtml(commit.body ?? "")}</pre>
		<p>This is the demo's own forge: <a href="https://github.com/spdk/spdk/commit/${commit.id}">the commit in SPDK's repository</a>.</p>`;
  return page(place, `${commit.title} - ${nameOf(place.repository)} - Forge`, content, token);
}

/** A small page for an entry, for the same reason. */
export function entryPage(place: Place, name: string, token: Token): string {
  const content = `
		<h3>${escapeHtml(`${place.path}/${name}`)}</h3>
		<p>This is the demo's own forge, which has only <a href="${directoryPath(place)}">${escapeHtml(place.path)}/</a> to show: <a href="https://github.com/spdk/spdk/tree/master/${encoded(place.path)}/${encoded(name)}">${escapeHtml(name)} in SPDK's repository</a>.</p>`;
  return page(place, `${name} - ${nameOf(place.repository)} - Forge`, content, token);
}

/** A page that says so. */
export function notFoundPage(place: Place, token: Token): string {
  const content = `
		<div class="ui container center"><h1>Page Not Found</h1><p>The demo's forge has only <a href="${directoryPath(place)}">${escapeHtml(place.path)}/</a> to show.</p></div>`;
  return page(place, "Page Not Found - Forge", content, token);
}

function page({ repository }: Place, title: string, content: string, token: Token): string {
  const [owner = "", name = ""] = repository.split("/");
  return `<!DOCTYPE html>
<html lang="en-US" class="theme-auto">
<head>
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<title>${escapeHtml(title)}</title>
	<meta name="author" content="${escapeHtml(owner)}">
	<meta name="keywords" content="go,git,self-hosted,gitea">
	<meta name="referrer" content="no-referrer">
	<style>body { font: 14px sans-serif; max-width: 72em; margin: 2em auto } table { width: 100%; border-collapse: collapse } td, th { text-align: left; padding: .3em; border-bottom: 1px solid #ddd; vertical-align: top } .svg { width: 0 }</style>
<script>
	window.config = {
		appUrl: '/',
		csrfToken: '${token}',
		pageData: {},
	};
</script>
</head>
<body>
	<div class="full height">
		<noscript>This website requires JavaScript.</noscript>
<nav id="navbar" aria-label="Navigation Bar">
	<a class="item" id="navbar-logo" href="/" aria-label="Home">Forge</a>
	<a class="item" rel="nofollow" href="/user/login">Sign In</a>
</nav>
<div role="main" aria-label="${escapeHtml(title)}" class="page-content repository file list ">
	<div class="header-wrapper">
	<div class="ui container">
		<div class="repo-header">
			<div class="repo-title" role="heading" aria-level="1">${icon("octicon-repo")}<a href="/${owner}">${escapeHtml(owner)}</a><div class="gt-mx-2">/</div><a href="/${repository}">${escapeHtml(name)}</a></div>
			<form method="post" action="/${repository}/action/watch"><input type="hidden" name="_csrf" value="${token}"></form>
		</div>
	</div>
	</div>
	<div class="ui container ">${content}
	</div>
</div>
	</div>
	<footer class="page-footer" role="group" aria-label="Footer">
	<div class="left-links" role="contentinfo" aria-label="About Software">
		Treewatch's demo forge, with the pages of Gitea 1.21
	</div>
</footer>
</body>
</html>
`;
}

function panel(repository: string, head: Commit | undefined): string {
  if (head === undefined)
    return `
			<th colspan="2" class="notready">
				<div class="ui active tiny slow centered inline">…</div>
			</th>
			<th class="text grey right age"></th>`;
  const author = escapeHtml(head.author ?? "");
  const link = `/${repository}/commit/${head.id}`;
  const body =
    head.body === undefined
      ? ""
      : `
					<button class="ui button js-toggle-commit-body ellipsis-button" aria-expanded="false">...</button>
					<pre class="commit-body gt-hidden">${escapeHtml(head.body)}</pre>`;
  return `
			<th colspan="2" >
				<img class="ui avatar gt-vm gt-mr-2" alt="" title="${author}" width="24" height="24"/>
				<span class="author-wrapper" title="${author}"><strong>${author}</strong></span>
				<a rel="nofollow" class="ui sha label " href="${link}">
					<span class="shortsha">${head.id.slice(0, 10)}</span>
				</a>
				<span class="grey commit-summary" title="${escapeHtml(head.title)}"><span class="message-wrapper"><a href="${link}" class="default-link muted">${escapeHtml(head.title)}</a></span>${body}
				</span>
			</th>
			<th class="text grey right age">${head.committedAt === undefined ? "" : time(head.committedAt)}</th>`;
}

function row(place: Place, { name, kind, commit }: Entry): string {
  const shown = escapeHtml(name);
  const message =
    commit === undefined
      ? `<div class="ui active tiny slow centered inline">…</div>`
      : `<a href="/${place.repository}/commit/${commit.id}" class="default-link muted">${escapeHtml(commit.title)}</a>`;
  const ready = commit !== undefined;
  return `
		<tr data-entryname="${shown}" data-ready="${ready}" class="${ready ? "ready" : "notready"} entry">
			<td class="name four wide">
				<span class="truncate">
					${icon(icons[kind])}
					<a class="muted" href="${directoryPath(place)}/${encoded(name)}" title="${shown}">${shown}</a>
				</span>
			</td>
			<td class="message nine wide">
				<span class="truncate">
					${message}
				</span>
			</td>
			<td class="text right age three wide">${commit?.committedAt === undefined ? "" : time(commit.committedAt)}</td>
		</tr>`;
}

function time(committedAt: string): string {
  const shown = `${committedAt.slice(0, 10)} ${committedAt.slice(11, 19)} +00:00`;
  return `<relative-time class="time-since" prefix="" tense="past" datetime="${committedAt}" data-tooltip-content data-tooltip-interactive="true">${shown}</relative-time>`;
}

function icon(name: string): string {
  return `<svg viewBox="0 0 16 16" class="svg ${name}" aria-hidden="true" width="16" height="16"></svg>`;
}

function nameOf(repository: string): string {
  return repository.slice(repository.indexOf("/") + 1);
}

function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
