/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Extension grant. Included at the end of Xen's grant_table.c, whose functions
 * for one grant do the work; the loops over many are here, since the elements
 * do not come through guest handles.
 */
#ifdef CONFIG_XABI
#include "internal.h"

static domid_t xabi_owner(const struct xabi_caller *caller, uint16_t owner)
{
    return owner == XABI_DOMAIN_SELF ? caller->domain : owner;
}

/* ---- what is wrong with a grant that Xen has refused ---- */

enum xabi_grant_is
{
    XABI_GRANT_OF_NOBODY, /* there is no such domain */
    XABI_GRANT_WRONG,     /* not made, or not to the caller */
    XABI_GRANT_READABLE,
    XABI_GRANT_WRITABLE
};

/* GNTST_general_error says too little. Looked at only after a refusal. */
static enum xabi_grant_is xabi_look_at(domid_t owner, grant_ref_t ref)
{
    struct domain *rd = rcu_lock_domain_by_id(owner);
    enum xabi_grant_is is = XABI_GRANT_WRONG;
    struct grant_table *gt;
    uint16_t flags;

    if ( !rd )
        return XABI_GRANT_OF_NOBODY;
    gt = rd->grant_table;
    grant_read_lock(gt);
    if ( ref < nr_grant_entries(gt) )
    {
        const grant_entry_header_t *entry = shared_entry_header(gt, ref);

        flags = ACCESS_ONCE(entry->flags);
        if ( (flags & GTF_type_mask) == GTF_permit_access &&
             ACCESS_ONCE(entry->domid) == current->domain->domain_id )
            is = flags & GTF_readonly ? XABI_GRANT_READABLE
                                      : XABI_GRANT_WRITABLE;
    }
    grant_read_unlock(gt);
    rcu_unlock_domain(rd);
    return is;
}

/* ---- map ---- */

static enum xabi_grant_map_status xabi_map_refused(int16_t status,
                                                   domid_t owner,
                                                   grant_ref_t ref,
                                                   bool read_only)
{
    switch ( status )
    {
    case GNTST_bad_domain:
        return XABI_DO_GRANT_MAP_NO_SUCH_DOMAIN;
    case GNTST_permission_denied:
        return XABI_DO_GRANT_MAP_NOT_ALLOWED;
    case GNTST_no_space:
        return XABI_DO_GRANT_MAP_NO_ROOM;
    case GNTST_eagain:
        return XABI_DO_GRANT_MAP_AGAIN;
    default:
        return xabi_look_at(owner, ref) == XABI_GRANT_READABLE && !read_only
                   ? XABI_DO_GRANT_MAP_READ_ONLY
                   : XABI_DO_GRANT_MAP_WRONG_GRANT;
    }
}

static enum xabi_grant_map_status
xabi_map_one(const struct xabi_caller *caller,
             const struct xabi_grant_map *wanted, uint32_t *ret_mapping)
{
    bool read_only = wanted->mode & XABI_GRANT_MODE_READ_ONLY;
    struct gnttab_map_grant_ref map = {
        .host_addr = wanted->at,
        .flags = GNTMAP_host_map | (read_only ? GNTMAP_readonly : 0),
        .ref = wanted->ref,
        .dom = xabi_owner(caller, wanted->owner),
    };

    /* Over another mapping of a grant Xen would crash the domain. */
    if ( !xabi_arch_is_empty(wanted->at) )
        return xabi_look_at(map.dom, map.ref) == XABI_GRANT_OF_NOBODY
                   ? XABI_DO_GRANT_MAP_NO_SUCH_DOMAIN
                   : XABI_DO_GRANT_MAP_OCCUPIED;
    map_grant_ref(&map);
    if ( map.status != GNTST_okay )
        return xabi_map_refused(map.status, map.dom, map.ref, read_only);
    *ret_mapping = map.handle;
    return XABI_DO_GRANT_MAP_OK;
}

enum xabi_grant_map_status xabi_do_grant_map(struct xabi_caller *caller,
                                             struct xabi_buffer *list,
                                             struct xabi_buffer *made,
                                             uint64_t *ret_done)
{
    enum xabi_grant_map_status status = XABI_DO_GRANT_MAP_OK;
    struct xabi_grant_mapped mapped = {};
    struct xabi_grant_map wanted;

    while ( xabi_grant_map_list_next(list, &wanted) )
    {
        status = xabi_map_one(caller, &wanted, &mapped.mapping);
        if ( status != XABI_DO_GRANT_MAP_OK )
            break;
        xabi_grant_map_made_put(made, &mapped);
        ++*ret_done;
    }
    return status;
}

/* ---- unmap ---- */

static enum xabi_grant_unmap_status xabi_unmap_status(int16_t status)
{
    switch ( status )
    {
    case GNTST_okay:
        return XABI_DO_GRANT_UNMAP_OK;
    case GNTST_bad_handle:
        return XABI_DO_GRANT_UNMAP_WRONG_MAPPING;
    case GNTST_permission_denied:
        return XABI_DO_GRANT_UNMAP_NOT_ALLOWED;
    default:
        return XABI_DO_GRANT_UNMAP_NOT_PLACED;
    }
}

/*
 * Where no grant is at the address Xen on Arm takes the mapping back all the
 * same, or the domain's own memory in its place, so that is looked at first.
 */
static enum xabi_grant_unmap_status
xabi_unmap_one(const struct xabi_grant_unmap *wanted,
               struct gnttab_unmap_common *common)
{
    struct gnttab_unmap_grant_ref unmap = {
        .host_addr = wanted->at,
        .handle = wanted->mapping,
    };
    struct grant_table *gt = current->domain->grant_table;

    common->done = 0;
    if ( xabi_arch_is_grant(wanted->at) )
    {
        unmap_grant_ref(&unmap, common);
        return xabi_unmap_status(unmap.status);
    }
    if ( unmap.handle >= gt->maptrack_limit )
        return XABI_DO_GRANT_UNMAP_WRONG_MAPPING;
    block_speculation();
    return read_atomic(&maptrack_entry(gt, unmap.handle).flags)
               ? XABI_DO_GRANT_UNMAP_NOT_PLACED
               : XABI_DO_GRANT_UNMAP_WRONG_MAPPING;
}

/* As Xen's own, in three steps: the TLB is flushed once for all. */
enum xabi_grant_unmap_status xabi_do_grant_unmap(struct xabi_caller *caller,
                                                 struct xabi_buffer *list,
                                                 uint64_t *ret_done)
{
    struct gnttab_unmap_common common[XABI_SLICE_GRANT_UNMAP];
    enum xabi_grant_unmap_status status = XABI_DO_GRANT_UNMAP_OK;
    struct xabi_grant_unmap wanted;
    unsigned int i, n = 0;

    while ( status == XABI_DO_GRANT_UNMAP_OK &&
            xabi_grant_unmap_list_next(list, &wanted) )
    {
        status = xabi_unmap_one(&wanted, &common[n++]);
        *ret_done += status == XABI_DO_GRANT_UNMAP_OK;
    }
    if ( n )
        gnttab_flush_tlb(current->domain);
    for ( i = 0; i < n; i++ )
        unmap_common_complete(&common[i]);
    return status;
}

/* ---- copy ---- */

static enum xabi_grant_copy_status
xabi_copy_refused(int status, domid_t owner, grant_ref_t ref, bool to_grant)
{
    enum xabi_grant_is is;

    if ( status == GNTST_permission_denied )
        return XABI_DO_GRANT_COPY_NOT_ALLOWED;
    if ( status == GNTST_eagain )
        return XABI_DO_GRANT_COPY_AGAIN;
    is = xabi_look_at(owner, ref);
    if ( is == XABI_GRANT_OF_NOBODY )
        return XABI_DO_GRANT_COPY_NO_SUCH_DOMAIN;
    if ( is == XABI_GRANT_READABLE && to_grant )
        return XABI_DO_GRANT_COPY_READ_ONLY;
    return is != XABI_GRANT_WRONG && status == GNTST_bad_page
               ? XABI_DO_GRANT_COPY_NOT_BACKED
               : XABI_DO_GRANT_COPY_WRONG_GRANT;
}

static enum xabi_grant_copy_status
xabi_copy_one(const struct xabi_caller *caller,
              const struct xabi_grant_copy *wanted,
              struct gnttab_copy_buf *dest, struct gnttab_copy_buf *src)
{
    bool to_grant = wanted->to == XABI_COPY_TO_GRANT;
    domid_t owner = xabi_owner(caller, wanted->owner);
    struct gnttab_copy copy = {
        .len = wanted->size,
        .flags = to_grant ? GNTCOPY_dest_gref : GNTCOPY_source_gref,
    };
    struct gnttab_copy_ptr *grant = to_grant ? &copy.dest : &copy.source;
    struct gnttab_copy_ptr *own = to_grant ? &copy.source : &copy.dest;
    struct page_info *page;
    int status = GNTST_bad_page;

    grant->domid = owner;
    grant->u.ref = wanted->ref;
    grant->offset = wanted->offset;
    own->domid = DOMID_SELF;
    own->u.gmfn = paddr_to_pfn(wanted->at);
    own->offset = wanted->at & ~PAGE_MASK;
    if ( own->offset + wanted->size <= PAGE_SIZE &&
         xabi_page_get(wanted->at, !to_grant, &page) == XABI_STATUS_OK )
    {
        status = gnttab_copy_one(&copy, dest, src);
        xabi_page_put(page, !to_grant);
    }
    if ( status == GNTST_okay )
        return XABI_DO_GRANT_COPY_OK;
    if ( status > 0 )
        return XABI_DO_GRANT_COPY_AGAIN;
    gnttab_copy_release_buf(src);
    gnttab_copy_release_buf(dest);
    return xabi_copy_refused(status, owner, wanted->ref, to_grant);
}

enum xabi_grant_copy_status xabi_do_grant_copy(struct xabi_caller *caller,
                                               struct xabi_buffer *list,
                                               uint64_t *ret_done)
{
    enum xabi_grant_copy_status status = XABI_DO_GRANT_COPY_OK;
    struct gnttab_copy_buf src = {}, dest = {};
    struct xabi_grant_copy wanted;

    while ( xabi_grant_copy_list_next(list, &wanted) )
    {
        status = xabi_copy_one(caller, &wanted, &dest, &src);
        if ( status != XABI_DO_GRANT_COPY_OK )
            break;
        ++*ret_done;
    }
    gnttab_copy_release_buf(&src);
    gnttab_copy_release_buf(&dest);
    gnttab_copy_unlock_domains(&src, &dest);
    return status;
}

/* ---- the table ---- */

enum xabi_grant_size_status xabi_do_grant_size(struct xabi_caller *caller,
                                               uint64_t *ret_frames,
                                               uint64_t *ret_frame_limit,
                                               uint64_t *ret_version,
                                               uint64_t *ret_version_limit)
{
    struct domain *d = current->domain;
    struct grant_table *gt = d->grant_table;

    if ( xsm_grant_query_size(XSM_TARGET, d, d) )
        return XABI_DO_GRANT_SIZE_NOT_ALLOWED;
    grant_read_lock(gt);
    *ret_frames = nr_grant_frames(gt);
    *ret_frame_limit = gt->max_grant_frames;
    *ret_version = gt->gt_version ?: 1;
    *ret_version_limit = gt->max_version;
    grant_read_unlock(gt);
    return XABI_DO_GRANT_SIZE_OK;
}

enum xabi_grant_set_version_status
xabi_do_grant_set_version(struct xabi_caller *caller, uint32_t version)
{
    struct gnttab_set_version set = { .version = version };
    void *at = xabi_window_open(&set, sizeof(set));
    long rc =
        gnttab_set_version(guest_handle_from_ptr(at, gnttab_set_version_t));

    xabi_window_close();
    switch ( rc )
    {
    case 0:
        return XABI_DO_GRANT_SET_VERSION_OK;
    case -ENOSYS:
        return XABI_DO_GRANT_SET_VERSION_UNSUPPORTED;
    case -ENOMEM:
        return XABI_DO_GRANT_SET_VERSION_NO_MEMORY;
    default:
        return XABI_DO_GRANT_SET_VERSION_BUSY;
    }
}

/* Of status words there are frames with version 2 alone. */
static bool xabi_is_beyond(struct grant_table *gt, uint32_t kind,
                           uint32_t frame)
{
    bool beyond;

    grant_read_lock(gt);
    beyond = kind == XABI_FRAME_KIND_ENTRIES
                 ? frame >= gt->max_grant_frames
                 : gt->gt_version != 2 ||
                       frame >= grant_to_status_frames(gt->max_grant_frames);
    grant_read_unlock(gt);
    return beyond;
}

enum xabi_grant_place_status xabi_do_grant_place(struct xabi_caller *caller,
                                                 uint32_t kind, uint32_t frame,
                                                 uint64_t at)
{
    struct domain *d = current->domain;
    unsigned long index = frame;
    union add_to_physmap_extra extra = {};

    if ( xabi_is_beyond(d->grant_table, kind, frame) )
        return XABI_DO_GRANT_PLACE_NO_ROOM;
    if ( !xabi_arch_is_empty(at) )
        return XABI_DO_GRANT_PLACE_OCCUPIED;
    if ( xsm_add_to_physmap(XSM_TARGET, d, d) )
        return XABI_DO_GRANT_PLACE_NOT_ALLOWED;
    if ( kind == XABI_FRAME_KIND_STATUS )
        index |= XENMAPIDX_grant_table_status;
    return xenmem_add_to_physmap_one(d, XENMAPSPACE_grant_table, extra, index,
                                     gaddr_to_gfn(at))
               ? XABI_DO_GRANT_PLACE_NO_MEMORY
               : XABI_DO_GRANT_PLACE_OK;
}
#endif
