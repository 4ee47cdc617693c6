// Desks: what is asked for with a button is said as in chat, and its answer stands on the page until it is closed.

export const ANSWER = `<p v-if="stale" class="rz-stale" role="status">{{ labels.list_stale }}</p><section v-if="said" class="rz-panel rz-said" role="status"><pre>{{ said }}</pre><button class="rz-button" @click="said = ''">{{ labels.close }}</button></section>`;

// What waits for a second person, of the property `page`; `more` are buttons beside opening and approving.
export const drafts = (page, more = "") => `
      <section class="rz-panel rz-drafts"><h2>{{ labels.desk_drafts }}</h2>
        <div class="rz-row" v-for="d in ${page}.drafts" :data-draft="d.number">
          <div class="rz-row-head"><b>{{ d.number }}</b><span>{{ d.title }}</span><time>{{ d.until }}</time></div>
          <dl class="rz-draft-lines"><div v-for="l in d.lines"><dt>{{ l.what }}</dt><dd>{{ l.text }}</dd></div></dl>
          <details v-if="d.flips.length"><summary>{{ labels.desk_flips }} {{ d.flips.length }}</summary>
            <p v-for="f in d.flips"><a :href="'/orders/' + encodeURIComponent(f.order_no)">{{ f.order_no }}</a> {{ f.text }}</p></details>
          <div class="rz-actions"><template v-if="${page}.may_approve">
            <button class="rz-button" data-action="open" @click="say(labels.word_drafts + ' ' + d.number)">{{ labels.desk_open }}</button>
            <button class="rz-button rz-primary" data-action="approve" :disabled="d.mine || !d.opened" @click="say(labels.word_approve + ' ' + d.number)">{{ labels.desk_approve }}</button></template>
            <button v-if="${page}.may_approve || d.mine" class="rz-button" data-action="reject" @click="say(labels.word_reject + ' ' + d.number)">{{ labels.desk_reject }}</button>${more}
          </div>
        </div>
        <p v-if="!${page}.drafts.length" class="rz-none">{{ ${page}.unseen || labels.desk_no_drafts }}</p>
      </section>`;

// What was published, of the property `page`; `word` is what people call it when they go back.
export const versions = (page, word) => `
      <section v-if="${page}.versions.length" class="rz-panel"><h2>{{ labels.desk_versions }}</h2>
        <div class="rz-row" v-for="(v, i) in ${page}.versions"><div class="rz-row-head"><b>{{ v.version }}</b><span>{{ v.by }} → {{ v.approved_by }}</span><span v-if="v.same_as" class="rz-badge">= {{ v.same_as }}</span><time>{{ v.at }}</time>
          <button v-if="${page}.may_approve && i > 0" class="rz-button" @click="say(labels.word_rollback + ' ' + ${word} + ' ' + v.version)">{{ labels.desk_rollback }}</button></div><p v-for="t in v.told">{{ t }}</p></div>
      </section>`;

// Changes that are to be proposed together; what came after a move was meant on top of it.
export const edits = (none) => `
        <p v-if="!edits.length" class="rz-none">{{ labels.${none} }}</p>
        <div class="rz-row" v-for="(e, i) in edits"><div class="rz-row-head"><span>{{ e.text }}</span>
          <button type="button" class="rz-button" :aria-label="labels.close + ' ' + e.text" @click="edits.splice(i, e.beside ? edits.length : 1)">✕</button></div></div>`;

export default {
  props: { labels: Object, stale: Boolean },
  emits: ["say"],
  data() {
    return { said: "", asking: false, after: null };
  },
  methods: {
    // What is said may have an end: `after` is done where it changed something.
    say(text, after = null) {
      Object.assign(this, { asking: true, after });
      const id = Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
      this.$emit("say", { id, text });
    },
    answer(text, changed) {
      Object.assign(this, { said: text, asking: false });
      if (changed && this.after) this.after();
      this.after = null;
    },
  },
};
