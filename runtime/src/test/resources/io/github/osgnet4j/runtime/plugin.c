/*
 * An execution provider for ONNX Runtime's plug-in interface that takes no node. It finds the first device of the machine, or
 * none where DEVICES is 0.
 */
#include <stddef.h>
#include <stdint.h>

typedef struct Factory Factory;

typedef struct {
    uint32_t version;
    const char *(*name)(const void *);
    void *(*capability)(void *, const void *graph, void *support);
    void *others[32];
} Provider;

struct Factory {
    uint32_t version;
    const char *(*name)(const Factory *);
    const char *(*vendor)(const Factory *);
    void *(*devices)(Factory *, const void *const *, size_t, void **, size_t, size_t *);
    void *(*create)(Factory *, const void *const *, const void *const *, size_t, const void *, const void *, void **);
    void (*release)(Factory *, void *);
    void *unused[5];
    void *(*transfer)(Factory *, void **);
    _Bool (*streams)(const Factory *);
    void *others[16];
};

typedef struct {
    const void *const *(*api)(uint32_t version);
} Base;

/* Places in ONNX Runtime's tables of functions. */
enum { GET_EP_API = 317, CREATE_EP_DEVICE = 0 };

static const void *const *api;

static const char *name(const void *self) { return "StubProvider"; }
static const char *factory_name(const Factory *self) { return "StubProvider"; }
static const char *vendor(const Factory *self) { return "stub"; }
static void *capability(void *self, const void *graph, void *support) { return NULL; }
static Provider provider = {.version = 22, .name = name, .capability = capability};

static void *devices(
        Factory *self, const void *const *hardware, size_t count, void **found, size_t most, size_t *number) {
    *number = 0;
    if (count == 0 || most == 0 || !DEVICES) {
        return NULL;
    }
    *number = 1;
    const void *const *ep = ((const void *const *(*)(void)) api[GET_EP_API])();
    typedef void *(*Create)(Factory *, const void *, const void *, const void *, void **);
    return ((Create) ep[CREATE_EP_DEVICE])(self, hardware[0], NULL, NULL, found);
}

static void *create(
        Factory *self, const void *const *hardware, const void *const *metadata, size_t count, const void *options,
        const void *log, void **created) {
    *created = &provider;
    return NULL;
}

static void release(Factory *self, void *released) {}

static void *transfer(Factory *self, void **created) {
    *created = NULL;
    return NULL;
}

static _Bool streams(const Factory *self) { return 0; }

static Factory factory = {
        .version = 22, .name = factory_name, .vendor = vendor, .devices = devices, .create = create, .release = release,
        .transfer = transfer, .streams = streams};

void *CreateEpFactories(
        const char *registered, const Base *base, const void *log, Factory **factories, size_t most, size_t *number) {
    api = base->api(22);
    factories[0] = &factory;
    *number = 1;
    return NULL;
}

void *ReleaseEpFactory(Factory *released) { return NULL; }
