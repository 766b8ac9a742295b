/* SPDX-License-Identifier: MIT */
/* Where the bridge is, what the dynamic linker gives programs, and which processes have it. */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/bridge.h"

#define LIBRARY "libxencall.so.1"
#define CTRL    "libxenctrl.so."

/* What the library says to people, and Xen's does not: how one is known from the other. */
#define MARK "xabi bridge: %s"

#if defined(__x86_64__)
#define TRIPLET "x86_64-linux-gnu"
#elif defined(__aarch64__)
#define TRIPLET "aarch64-linux-gnu"
#else
#define TRIPLET "."
#endif

/* From the folder of this program: where it is installed, where it is built. */
static const char *const folders[] = { "../lib/" TRIPLET "/xabi-bridge", "../lib/xabi-bridge",
				       "../bridge" };

/* --- files */

/* NULL where there is none. */
static char *find_folder(void)
{
	char own[PATH_MAX], *path, *real = NULL, *slash;
	ssize_t len = readlink("/proc/self/exe", own, sizeof(own) - 1);
	size_t i;

	/* Without /proc, as while a system is made: where the package is. */
	own[len < 0 ? 0 : len] = '\0';
	slash = strrchr(own, '/');
	if (slash)
		*slash = '\0';
	else
		strcpy(own, "/usr/bin");
	for (i = 0; i < CLI_COUNT(folders) && !real; i++) {
		if (asprintf(&path, "%s/%s/" LIBRARY, own, folders[i]) < 0)
			cli_die(XABI_ERROR_SYSTEM, "out of memory");
		if (access(path, R_OK) == 0) {
			path[strlen(path) - strlen("/" LIBRARY)] = '\0';
			real = realpath(path, NULL);
		}
		free(path);
	}
	return real;
}

char *bridge_folder(void)
{
	char *folder = find_folder();

	if (!folder)
		cli_die(XABI_ERROR_SYSTEM,
			"the bridge's library is not installed: install the package xabi-bridge, or "
			"put its folder at %s or %s, seen from the folder of xabi",
			folders[0], folders[1]);
	return folder;
}

static bool is_bridge(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	bool is = false;
	void *text;

	if (fd < 0)
		return false;
	text = fstat(fd, &stat) == 0 && stat.st_size
		       ? mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, fd, 0)
		       : MAP_FAILED;
	if (text != MAP_FAILED) {
		is = memmem(text, (size_t)stat.st_size, MARK, strlen(MARK));
		munmap(text, (size_t)stat.st_size);
	}
	close(fd);
	return is;
}

void bridge_release_text(uint16_t release, char ret_text[8])
{
	snprintf(ret_text, 8, "%u.%u", release >> 8, release & 0xff);
}

/* The release in a name such as libxenctrl.so.4.17, or 0. */
static uint16_t release_in(const char *path)
{
	const char *name = strstr(path, CTRL);
	unsigned int major, minor;

	return name && sscanf(name + strlen(CTRL), "%u.%u", &major, &minor) == 2 && major < 256 &&
			       minor < 256
		       ? (uint16_t)(major << 8 | minor)
		       : 0;
}

/* --- the dynamic linker */

static const char *ldconfig(void)
{
	static const char *const places[] = { "/sbin/ldconfig", "/usr/sbin/ldconfig" };
	size_t i;

	for (i = 0; i < CLI_COUNT(places); i++)
		if (access(places[i], X_OK) == 0)
			return places[i];
	return NULL;
}

bool bridge_refresh(void)
{
	const char *program = ldconfig();
	int status;
	pid_t pid;

	if (!program)
		return false;
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		execl(program, program, NULL);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

static void add_tools(struct bridge_system *system, const char *path)
{
	struct bridge_tools *tools;

	system->tools = cli_grow(system->tools, system->n_tools + 1, sizeof(*tools));
	tools = &system->tools[system->n_tools++];
	tools->release = release_in(path);
	tools->file = strdup(path);
}

/* "	libxencall.so.1 (libc6,x86-64) => /usr/lib/..." in the order in which they are looked for. */
static void look_at_linker(struct bridge_system *system)
{
	const char *program = ldconfig();
	char *command, *line = NULL, *path;
	size_t room = 0;
	FILE *pipe;

	system->linker = program;
	if (!program || asprintf(&command, "%s -p", program) < 0)
		return;
	pipe = popen(command, "re");
	free(command);
	while (pipe && getline(&line, &room, pipe) > 0) {
		line[strcspn(line, "\n")] = '\0';
		path = strstr(line, " => ");
		if (!path)
			continue;
		path += strlen(" => ");
		if (strncmp(line, "\t" LIBRARY " ", strlen("\t" LIBRARY " ")) == 0 &&
		    !system->given)
			system->given = strdup(path);
		else if (strncmp(line, "\t" CTRL, strlen("\t" CTRL)) == 0 && release_in(path))
			add_tools(system, path);
	}
	free(line);
	if (pipe)
		pclose(pipe);
}

/* --- processes */

/* The mapping of that line, of which the file may be gone by now. */
static bool maps_bridge(const char *process, const char *line, const char *path)
{
	char mapped[64 + sizeof("/proc//map_files/") + 32];

	snprintf(mapped, sizeof(mapped), "/proc/%s/map_files/%.*s", process,
		 (int)strcspn(line, " "), line);
	return is_bridge(access(mapped, R_OK) == 0 ? mapped : path);
}

static void look_at_process(struct bridge_system *system, const char *name)
{
	struct bridge_process process = { .pid = (unsigned int)strtoul(name, NULL, 10) };
	char path[300], *line = NULL, *file;
	bool calls = false;
	size_t room = 0;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%s/maps", name);
	maps = fopen(path, "re");
	while (maps && getline(&line, &room, maps) > 0) {
		line[strcspn(line, "\n")] = '\0';
		file = strchr(line, '/');
		if (!file)
			continue;
		if (strstr(file, "/" CTRL))
			process.tools = release_in(file);
		if (!calls && strstr(file, "/" LIBRARY)) {
			calls = true;
			process.bridged = maps_bridge(name, line, file);
		}
	}
	free(line);
	if (maps)
		fclose(maps);
	if (!calls)
		return;
	snprintf(path, sizeof(path), "/proc/%s/comm", name);
	maps = fopen(path, "re");
	if (!maps || !fgets(process.name, sizeof(process.name), maps))
		strcpy(process.name, "?");
	process.name[strcspn(process.name, "\n")] = '\0';
	if (maps)
		fclose(maps);
	system->processes = cli_grow(system->processes, system->n_processes + 1, sizeof(process));
	system->processes[system->n_processes++] = process;
}

static void look_at_processes(struct bridge_system *system)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]))
			look_at_process(system, entry->d_name);
	if (dir)
		closedir(dir);
}

void bridge_look(struct bridge_system *ret_system)
{
	char *folder = find_folder();

	*ret_system = (struct bridge_system){ .enabled = access(BRIDGE_CONF, F_OK) == 0 };
	if (folder && asprintf(&ret_system->library, "%s/" LIBRARY, folder) < 0)
		cli_die(XABI_ERROR_SYSTEM, "out of memory");
	free(folder);
	look_at_linker(ret_system);
	look_at_processes(ret_system);
}

void bridge_forget(struct bridge_system *system)
{
	size_t i;

	for (i = 0; i < system->n_tools; i++)
		free(system->tools[i].file);
	free(system->tools);
	free(system->processes);
	free(system->library);
	free(system->given);
}

json_t *bridge_processes_json(const struct bridge_system *system, bool all, bool bridged)
{
	json_t *array = json_array(), *json;
	const struct bridge_process *process;
	char release[8];

	for (process = system->processes; process < system->processes + system->n_processes;
	     process++) {
		if (!all && process->bridged != bridged)
			continue;
		json = json_object();
		cli_json_number(json, "pid", process->pid);
		cli_json_text(json, "program", process->name);
		bridge_release_text(process->tools, release);
		cli_json_text(json, "tools", process->tools ? release : NULL);
		json_object_set_new(json, "bridge", json_boolean(process->bridged));
		json_array_append_new(array, json);
	}
	return array;
}
