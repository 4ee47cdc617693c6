// A list that is filtered, searched, chosen from and acted on. Every text is shown through interpolation; what is done is said as in chat.

import desk, { ANSWER } from "desk";

export default {
  mixins: [desk],
  props: { list: Object },
  emits: ["choose"],
  data() {
    return { asked: { ...this.list.asked }, picked: [], reason: "", wants: null, busy: false, waiting: [], typing: 0, patience: 0, unfolded: false };
  },
  computed: {
    chosen() { return this.list.rows.filter((r) => this.picked.includes(r.key)); },
    choosable() { return this.list.rows.filter((r) => Object.keys(r.acts).length); },
    all() { return this.choosable.length > 0 && this.choosable.every((r) => this.picked.includes(r.key)); },
    filtered() { return Object.keys(this.asked).some((name) => !["by", "page"].includes(name) && this.asked[name]); },
  },
  watch: {
    list(now) {
      const kept = Object.fromEntries(Object.entries(this.asked).filter(([, value]) => value));
      if (JSON.stringify(kept) === JSON.stringify(now.asked) || Object.keys(kept).every((k) => kept[k] === now.asked[k])) this.busy = false;
      this.picked = this.picked.filter((key) => now.rows.some((r) => r.key === key));
    },
  },
  mounted() {
    // Who comes back stands where they left.
    const key = history.state?.rzLine;
    if (key) this.$nextTick(() => [...this.$el.querySelectorAll("[data-row]")].find((r) => r.dataset.row === key)?.querySelector("[data-line]")?.focus());
  },
  methods: {
    choose(change) {
      this.asked = { ...this.asked, page: "", before: "", ...change };
      const url = new URL(location.href);
      for (const [name, value] of Object.entries(this.asked)) value ? url.searchParams.set(name, value) : url.searchParams.delete(name);
      history.replaceState(null, "", url);
      this.picked = [];
      this.busy = true;
      this.$emit("choose", this.asked);
    },
    search(text) {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.choose({ search: text.trim() }), 250);
    },
    reset() {
      const gone = Object.fromEntries(Object.keys(this.asked).map((name) => [name, name === "by" ? this.asked.by : ""]));
      this.choose(gone);
    },
    remember(key) { history.replaceState({ ...history.state, rzLine: key }, "", location.href); },
    may(act) {
      return (this.chosen.length ? this.chosen : []).filter((r) => r.acts[act.code]);
    },
    // The same words as in chat, and one message for all orders that they are said of.
    act(act) {
      if (!this.chosen.length) {
        const line = document.activeElement?.closest?.("[data-row]")?.dataset.row;
        if (line) this.picked = [line];
      }
      const rows = this.may(act);
      if (!rows.length || this.waiting.length) return;
      if (act.reason && !this.reason.trim()) {
        this.wants = act;
        this.$nextTick(() => this.$refs.reason?.focus());
        return;
      }
      const said = new Map();
      for (const row of rows) said.set(row.acts[act.code], [...(said.get(row.acts[act.code]) ?? []), row.no]);
      this.said = "";
      const reason = act.reason ? ` ${this.reason.trim()}` : "";
      this.waiting = [...said].map(([word, numbers]) => `${word} ${[...new Set(numbers)].join(" ")}${reason}`);
      Object.assign(this, { reason: "", wants: null });
      this.next();
    },
    next() {
      clearTimeout(this.patience);
      if (!this.waiting.length) { this.picked = []; return; }
      this.patience = setTimeout(() => (this.waiting = []), 10000);
      this.say(this.waiting[0]);
    },
    answer(text) {
      this.said = [this.said, text].filter(Boolean).join("\n\n");
      this.waiting.shift();
      this.next();
    },
    toggleAll() { this.picked = this.all ? [] : this.choosable.map((r) => r.key); },
  },
  template: `
    <div class="rz-order rz-desk rz-wide">
      <header class="rz-title"><h1>{{ list.title }}</h1><span :class="{ 'rz-late': list.bad }" role="status">{{ list.said }}</span></header>
      <p v-for="n in list.notes" class="rz-none">{{ n }}</p>
      ${ANSWER}
      <section class="rz-panel rz-list-panel" :aria-busy="busy">
        <button type="button" class="rz-button rz-fold" :aria-expanded="unfolded" @click="unfolded = !unfolded">{{ labels.list_filters }}<template v-if="filtered"> ●</template></button>
        <div class="rz-actions rz-filters" :class="{ 'rz-unfolded': unfolded }" role="search" :aria-label="labels.list_filters">
          <input v-if="list.searches" type="search" :value="asked.search" maxlength="64" :placeholder="list.searches" :aria-label="list.searches" @input="search($event.target.value)" @keydown.esc="$event.target.blur()">
          <select v-for="f in list.filters" :key="f.name" :data-choose="f.name" :value="asked[f.name] || ''" :aria-label="f.label" @change="choose({ [f.name]: $event.target.value })">
            <option value="">{{ f.label }}</option><option v-if="asked[f.name] && !f.options.some((o) => o.code === asked[f.name])" :value="asked[f.name]">{{ asked[f.name] }}</option><option v-for="o in f.options" :value="o.code">{{ o.name }} {{ o.count }}</option></select>
          <input v-if="list.days" type="date" :value="asked[list.days.name]" :aria-label="list.days.label" @change="choose({ [list.days.name]: $event.target.value })">
          <select v-if="list.sorts" data-choose="by" :value="asked.by || list.sorts[0].code" :aria-label="labels.sheet_by" @change="choose({ by: $event.target.value })"><option v-for="s in list.sorts" :value="s.code">{{ s.name }}</option></select>
          <label v-for="c in list.checks"><input type="checkbox" :checked="asked[c.name] === '1'" @change="choose({ [c.name]: $event.target.checked ? '1' : '' })">{{ c.label }}</label>
          <button v-if="filtered" type="button" class="rz-button rz-reset" @click="reset">{{ labels.list_reset }}</button>
        </div>
        <div v-if="list.acts.length && list.rows.length" class="rz-bulk" :class="{ 'rz-on': chosen.length }">
          <label class="rz-pick"><input type="checkbox" :checked="all" :disabled="!choosable.length" @change="toggleAll">{{ chosen.length ? labels.list_chosen.replace("{n}", chosen.length) : labels.list_choose_all }}</label>
          <input v-if="wants" ref="reason" v-model="reason" maxlength="200" :placeholder="labels.list_reason_first" :aria-label="labels.list_reason" @keydown.enter="act(wants)" @keydown.esc="wants = null">
          <button v-for="a in list.acts" type="button" class="rz-button" :data-action="a.code" :data-key="a.key" :aria-keyshortcuts="a.key" :disabled="!!waiting.length || (chosen.length > 0 && !may(a).length)" @click="act(a)">{{ a.name }}<template v-if="may(a).length"> {{ may(a).length }}</template></button>
        </div>
        <table v-if="list.rows.length" class="rz-trace rz-lines-table">
          <thead><tr><th v-if="list.acts.length"><span class="rz-unseen">{{ labels.list_choose }}</span></th><th v-for="c in list.columns" scope="col">{{ c }}</th></tr></thead>
          <tbody>
            <tr v-for="r in list.rows" :key="r.key" :data-row="r.key" :data-order="r.no || null" :class="{ 'rz-picked': picked.includes(r.key) }" @focusin="remember(r.key)">
              <td v-if="list.acts.length" class="rz-pick"><label><span class="rz-unseen">{{ labels.list_choose }} {{ r.head }}</span><input type="checkbox" :value="r.key" v-model="picked" :disabled="!Object.keys(r.acts).length"></label></td>
              <th scope="row"><a v-if="r.href" :href="r.href" data-line @click="remember(r.key)">{{ r.head }}</a><span v-else data-line tabindex="-1">{{ r.head }}</span>
                <span v-if="r.badge" class="rz-badge" :class="'rz-tone-' + r.tone">{{ r.badge }}</span><small v-if="r.about">{{ r.about }}</small></th>
              <td v-for="(c, i) in r.cells" :data-label="c.text || c.more ? list.columns[i + 1] : null" :class="{ 'rz-late': c.late }">{{ c.text }}<small v-if="c.more">{{ c.more }}</small></td>
            </tr>
          </tbody>
        </table>
        <p v-else-if="busy" class="rz-none" role="status">{{ labels.list_loading }}</p>
        <p v-else class="rz-none rz-empty-list">{{ list.none }}</p>
        <nav v-if="list.pages > 1" class="rz-pages" :aria-label="labels.list_page">
          <button type="button" class="rz-button" :disabled="list.page <= 1" @click="choose({ page: String(list.page - 1) })">‹ {{ labels.list_earlier }}</button>
          <span>{{ list.page }} / {{ list.pages }}</span>
          <button type="button" class="rz-button" :disabled="list.page >= list.pages" @click="choose({ page: String(list.page + 1) })">{{ labels.list_later }} ›</button>
        </nav>
        <nav v-else-if="list.older || asked.before" class="rz-pages" :aria-label="labels.list_page">
          <button type="button" class="rz-button" :disabled="!asked.before" @click="choose({ before: '' })">‹‹</button>
          <button type="button" class="rz-button" :disabled="!list.older" @click="choose({ before: list.older })">{{ labels.list_later }} ›</button>
        </nav>
      </section>
    </div>`,
};
