// The status map. Every text is shown through interpolation; every change is a command as in chat.

import desk, { ANSWER, drafts, versions } from "desk";

export default {
  mixins: [desk],
  props: { map: Object },
  data() {
    return { search: "", system: "", picked: null, business: "", finance: "", shown: 60 };
  },
  computed: {
    systems() { return [...new Set(this.map.rows.map((r) => r.system))]; },
    found() {
      const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
      return this.map.rows.filter((r) => {
        const text = [r.system, r.edition, r.code, r.text, r.business, r.business_name, r.finance, r.finance_name].join(" ").toLowerCase();
        return (!this.system || r.system === this.system) && words.every((w) => text.includes(w));
      });
    },
  },
  methods: {
    pick(row) {
      this.picked = { system: row.edition ? `${row.system}(${row.edition})` : row.system, code: row.code };
      this.business = row.business || "";
      this.finance = row.finance || "";
      this.$nextTick(() => this.$refs.edit && this.$refs.edit.scrollIntoView({ block: "nearest" }));
    },
    propose() {
      this.say(`${this.labels.word_map} ${this.picked.system} ${this.picked.code} → ${[this.business, this.finance].filter(Boolean).join(" ")}`);
      this.picked = null;
    },
  },
  template: `
    <div class="rz-order rz-desk">
      <header class="rz-title"><h1>{{ labels.statuses }}</h1><span>{{ map.version }}</span></header>
      ${ANSWER}
      <section v-if="map.unmapped.length" class="rz-panel rz-unmapped"><h2>{{ labels.map_unmapped }}</h2>
        <div class="rz-row" v-for="u in map.unmapped"><div class="rz-row-head">
          <b>{{ u.name }} {{ u.code }}</b><span class="rz-badge">{{ u.orders }}</span>
          <button v-if="map.may_edit" class="rz-button" @click="pick({ system: u.system, code: u.code })">{{ labels.desk_propose }}</button>
        </div></div>
      </section>
      ${drafts("map")}
      <section v-if="picked" class="rz-panel rz-edit" ref="edit"><h2>{{ picked.system }} {{ picked.code }}</h2>
        <div class="rz-actions">
          <select v-model="business" :aria-label="labels.map_business"><option value="" disabled>{{ labels.map_business }}</option><option v-for="w in map.business" :value="w.code">{{ w.name }} {{ w.code }}</option></select>
          <select v-model="finance" :aria-label="labels.map_finance"><option value="">{{ labels.map_keep }}</option><option v-for="w in map.finance" :value="w.code">{{ w.name }} {{ w.code }}</option></select>
          <button class="rz-button rz-primary" data-action="propose" :disabled="!business" @click="propose">{{ labels.desk_propose }}</button>
        </div>
      </section>
      <section class="rz-panel"><h2>{{ labels.map }}</h2>
        <div class="rz-actions"><input v-model="search" type="search" :placeholder="labels.map_search" :aria-label="labels.map_search">
          <select v-model="system" :aria-label="labels.map_all"><option value="">{{ labels.map_all }}</option><option v-for="s in systems">{{ s }}</option></select></div>
        <div class="rz-words">
          <div class="rz-word rz-word-head"><span>{{ labels.map_base }}</span><span>{{ labels.map_business }}</span><span>{{ labels.map_finance }}</span></div>
          <div class="rz-word" v-for="r in found.slice(0, shown)">
            <span><small>{{ r.system }} {{ r.edition }}</small><b>{{ r.code }}</b> {{ r.text }} <em v-if="!r.sure" class="rz-badge">{{ labels.map_unsure }}</em></span>
            <span>{{ r.business_name }}<small>{{ r.business }}</small></span>
            <span>{{ r.finance_name }}<small>{{ r.finance }}</small></span>
            <button v-if="map.may_edit" class="rz-button" :aria-label="labels.desk_propose + ' ' + r.code" @click="pick(r)">✎</button>
          </div>
        </div>
        <button v-if="found.length > shown" class="rz-button" @click="shown += 200">{{ labels.map_shown }} {{ shown }} / {{ found.length }}</button>
      </section>
      ${versions("map", "labels.word_map")}
    </div>`,
};
