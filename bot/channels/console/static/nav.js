// The bar over every page, and the keys that work on all of them.

// Characters are for writing where somebody writes.
export const writes = (target) => !!target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
const OFF = "resonance.keys.off";

export default {
  props: { tabs: Array, labels: Object, me: Object, people: Array },
  data() {
    return { open: false, help: false, going: false, keys: localStorage.getItem(OFF) !== "1" };
  },
  computed: {
    here() { return this.tabs.find((t) => t.here)?.name ?? document.title.split(" · ")[0]; },
    // What each key does, as the list of them says it.
    known() {
      return [
        ["?", this.labels.keys_help], ["j  k", this.labels.keys_next], ["Enter", this.labels.keys_open], ["x", this.labels.keys_choose], ["/", this.labels.keys_search], ["Esc", this.labels.keys_close],
        ...this.tabs.map((t) => [`g ${t.key}`, t.name]),
      ];
    },
  },
  mounted() {
    const main = document.querySelector("main");
    if (main) Object.assign(main, { id: "main", tabIndex: -1 });
    document.addEventListener("keydown", this.press);
  },
  unmounted() { document.removeEventListener("keydown", this.press); },
  watch: {
    keys(on) { on ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"); },
    help(on) { this.$nextTick(() => on ? this.$refs.help.showModal() : this.$refs.help.close()); },
  },
  methods: {
    press(event) {
      if (event.key === "Escape" && this.open) { this.open = false; this.$refs.menu.focus(); }
      if (!this.keys || writes(event.target) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.key === "?") this.help = !this.help;
      else if (event.key === "/") {
        const search = document.querySelector("main input[type=search], main textarea");
        if (!search) return;
        search.focus();
      } else if (event.key === "g") {
        this.going = true;
        setTimeout(() => (this.going = false), 1500);
        return;
      } else if (this.going) {
        const tab = this.tabs.find((t) => t.key === event.key);
        this.going = false;
        if (!tab) return;
        location.href = tab.href;
      } else if (!this.work(event.key)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    // Lines of whatever list there is, and what their buttons say that a key does.
    work(key) {
      const lines = [...document.querySelectorAll("[data-line]")].filter((one) => one.offsetParent);
      const at = lines.indexOf(document.activeElement?.closest("[data-row], tr")?.querySelector("[data-line]") ?? document.activeElement);
      if (key === "j" || key === "k") {
        const next = lines[at < 0 ? 0 : Math.min(Math.max(at + (key === "j" ? 1 : -1), 0), lines.length - 1)];
        next?.focus();
        next?.scrollIntoView({ block: "nearest" });
        return !!next;
      }
      if (key === "x") {
        const box = lines[at]?.closest("[data-row]")?.querySelector("input[type=checkbox]:not(:disabled)");
        box?.click();
        return !!box;
      }
      // What belongs to one line is done to the line that somebody is on, never to the first there is.
      const name = `[data-key="${CSS.escape(key)}"]:not(:disabled)`;
      const line = document.activeElement?.closest("tr");
      const button = line?.querySelector(name) ?? [...document.querySelectorAll(name)].find((one) => !one.closest("tr"));
      button?.click();
      return !!button;
    },
    // In the demo everybody is who they say: the same page, as somebody else sees it.
    become(event) {
      const url = new URL(location.href);
      url.searchParams.set("as", event.target.value);
      location.href = url.href;
    },
    skip() {
      const main = document.getElementById("main");
      main?.focus();
      main?.scrollIntoView();
    },
  },
  template: `
    <header class="rz-nav" :class="{ 'rz-open': open }">
      <a class="rz-skip" href="#main" @click.prevent="skip">{{ labels.skip }}</a>
      <a class="rz-nav-brand" :href="tabs.length ? tabs[0].href : '/'"><span class="rz-logo" aria-hidden="true">振</span><b>{{ labels.brand }}</b></a>
      <button ref="menu" type="button" class="rz-nav-menu" :aria-expanded="open" aria-controls="rz-tabs" @click="open = !open"><span aria-hidden="true">☰</span> <span class="rz-here">{{ here }}</span><span class="rz-unseen">{{ labels.menu }}</span></button>
      <nav id="rz-tabs" class="rz-tabs" :aria-label="labels.pages"><a v-for="t in tabs" :href="t.href" :aria-current="t.here ? 'page' : null" :title="'g ' + t.key">{{ t.name }}</a></nav>
      <label v-if="me && people.length" class="rz-who"><span class="rz-unseen">{{ labels.i_am }}</span>
        <select :value="me.id" @change="become"><option v-for="p in people" :key="p.id" :value="p.id">{{ p.name }} · {{ p.role }}</option></select></label>
      <span v-else-if="me" class="rz-who rz-signed"><span>{{ me.name }} · {{ me.role }}</span><a href="/sign-out">{{ labels.sign_out }}</a></span>
      <button type="button" class="rz-nav-keys" :aria-label="labels.keys" :title="labels.keys + ' (?)'" @click="help = true">?</button>
      <dialog ref="help" class="rz-keys" aria-labelledby="rz-keys-title" @close="help = false">
        <h2 id="rz-keys-title">{{ labels.keys }}</h2>
        <dl><div v-for="[key, text] in known"><dt><kbd>{{ key }}</kbd></dt><dd>{{ text }}</dd></div></dl>
        <label class="rz-check"><input type="checkbox" v-model="keys"> {{ labels.keys_on }}</label>
        <button type="button" class="rz-button rz-primary" @click="help = false">{{ labels.close }}</button>
      </dialog>
    </header>`,
};
