/* SPDX-License-Identifier: MIT */
/*
 * Files, folders and Debian packages. A package is unpacked by dpkg-deb rather than read here: it is an archive in an archive
 * by any of five compressions, whose libraries would make this program twice as big for the sake of machines that have
 * dpkg-deb anyway, or can unpack it by other means and name the folder.
 */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/audit.h"

extern char **environ;

struct files {
	struct abi *abi;
	void (*take)(struct abi *abi, const struct audit *audit, void *context);
	void *context;
};

/* All of FILE, for the caller to free(). The program ends where it cannot be read. */
static uint8_t *read_file(const char *file, size_t *ret_len)
{
	uint8_t *bytes = NULL;
	size_t len = 0, room = 0;
	ssize_t n;
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		cli_die(XABI_ERROR_SYSTEM, "cannot open %s: %s", file, strerror(errno));
	do {
		if (len == room)
			bytes = cli_grow(bytes, room = 2 * room + 65536, 1);
		n = read(fd, bytes + len, room - len);
		if (n < 0 && errno != EINTR)
			cli_die(XABI_ERROR_SYSTEM, "cannot read %s: %s", file, strerror(errno));
		len += n > 0 ? (size_t)n : 0;
	} while (n);
	close(fd);
	*ret_len = len;
	return bytes;
}

static void look(const struct files *files, const char *name, const uint8_t *bytes, size_t len,
		 bool alone)
{
	const char *wrong;
	struct audit audit;
	bool xen = audit_look(files->abi, name, bytes, len, &audit, &wrong);

	if (wrong && alone)
		cli_die(XABI_ERROR_USAGE, "%s %s", name, wrong);
	if (wrong)
		fprintf(stderr, "xabi: note: %s %s\n", name, wrong);
	if (xen || alone)
		files->take(files->abi, &audit, files->context);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* All ELF files in FOLDER, called by their path in it behind PREFIX. */
static void walk(const struct files *files, const char *folder, const char *prefix)
{
	char *paths[] = { (char *)folder, NULL };
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	size_t len, skip = strlen(folder);
	FTSENT *entry;
	uint8_t *bytes;

	if (!tree)
		cli_die(XABI_ERROR_SYSTEM, "cannot read %s: %s", folder, strerror(errno));
	while ((entry = fts_read(tree)) != NULL) {
		if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR)
			cli_die(XABI_ERROR_SYSTEM, "cannot read %s: %s", entry->fts_path,
				strerror(entry->fts_errno));
		if (entry->fts_info != FTS_F)
			continue;
		bytes = read_file(entry->fts_path, &len);
		if (elf_is(bytes, len))
			look(files,
			     arena_printf(files->abi->arena, "%s%s", prefix,
					  entry->fts_path + skip),
			     bytes, len, false);
		free(bytes);
	}
	fts_close(tree);
}

static void remove_tree(const char *folder)
{
	char *paths[] = { (char *)folder, NULL };
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;

	while (tree && (entry = fts_read(tree)) != NULL)
		if (entry->fts_info != FTS_D)
			remove(entry->fts_accpath);
	if (tree)
		fts_close(tree);
}

/* Its exit status; -1 where it cannot be started. */
static int run(char *const args[])
{
	int status;
	pid_t pid;

	if (posix_spawnp(&pid, args[0], NULL, NULL, args, environ) != 0)
		return -1;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static void look_into_package(const struct files *files, const char *file)
{
	const char *tmp = getenv("TMPDIR");
	char *folder =
		arena_printf(files->abi->arena, "%s/xabi-audit.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	char *args[] = {
		(char *)"dpkg-deb", (char *)"-x", (char *)"--", (char *)file, folder, NULL
	};
	int status;

	if (!mkdtemp(folder))
		cli_die(XABI_ERROR_SYSTEM, "cannot make %s: %s", folder, strerror(errno));
	status = run(args);
	if (status == 0)
		walk(files, folder, arena_printf(files->abi->arena, "%s:", file));
	remove_tree(folder);
	if (status < 0 || status == 127)
		cli_die(XABI_ERROR_SYSTEM,
			"there is no dpkg-deb to unpack %s with: unpack it, and name the folder",
			file);
	if (status)
		cli_die(XABI_ERROR_SYSTEM, "dpkg-deb could not unpack %s", file);
}

void audit_files(struct abi *abi, const char *file,
		 void (*take)(struct abi *abi, const struct audit *audit, void *context),
		 void *context)
{
	static const char package[] = "!<arch>\ndebian-binary";
	struct files files = { abi, take, context };
	struct stat stats;
	uint8_t *bytes;
	size_t len;

	if (stat(file, &stats) == 0 && S_ISDIR(stats.st_mode)) {
		walk(&files, file, file);
		return;
	}
	bytes = read_file(file, &len);
	if (len >= sizeof(package) && memcmp(bytes, package, sizeof(package) - 1) == 0)
		look_into_package(&files, file);
	else
		look(&files, file, bytes, len, true);
	free(bytes);
}
