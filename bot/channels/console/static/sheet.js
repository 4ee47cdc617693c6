// The trace sheet. Every text is shown through interpolation; every change is a command as in chat.

import desk, { ANSWER } from "desk";

export default {
  mixins: [desk],
  props: { sheet: Object },
  emits: ["choose", "export"],
  data() {
    return { asked: { ...this.sheet.asked } };
  },
  computed: {
    columns() { return ["sheet_mark", "sheet_system", "sheet_warehouse"].map((name) => this.labels[name]); },
  },
  methods: {
    // The address says what is chosen, so that it can be kept and sent on.
    choose(change) {
      // What was chosen a moment ago may not have come back yet.
      this.asked = { ...this.asked, most: "", ...change };
      const url = new URL(location.href);
      for (const [name, value] of Object.entries(this.asked)) value ? url.searchParams.set(name, value) : url.searchParams.delete(name);
      history.replaceState(null, "", url);
      this.$emit("choose", this.asked);
    },
    href(path) {
      const who = new URL(location.href).searchParams.get("as");
      return who ? `${path}?as=${encodeURIComponent(who)}` : path;
    },
  },
  template: `
    <div class="rz-order rz-desk">
      <section class="rz-panel rz-progress">
        <div class="rz-row-head"><h1>{{ labels.sheet }}</h1><b>{{ sheet.progress }}</b></div>
        <span class="rz-track"><i :style="{ width: sheet.share + '%' }"></i></span>
        <p>{{ sheet.counted }} {{ labels.sheet_legend }}</p>
      </section>
      ${ANSWER}
      <section class="rz-panel">
        <div class="rz-actions">
          <input type="date" :value="asked.day" :aria-label="labels.sheet_day" @change="choose({ day: $event.target.value })">
          <select data-choose="warehouse" :value="asked.warehouse" :aria-label="labels.sheet_all_warehouses" @change="choose({ warehouse: $event.target.value })">
            <option value="">{{ labels.sheet_all_warehouses }}</option><option v-for="w in sheet.warehouses" :value="w.code">{{ w.code || labels.sheet_no_warehouse }} {{ w.count }}</option></select>
          <select data-choose="cause" :value="asked.cause" :aria-label="labels.sheet_all_causes" @change="choose({ cause: $event.target.value })">
            <option value="">{{ labels.sheet_all_causes }}</option><option v-for="c in sheet.causes" :value="c.code">{{ c.name }} {{ c.count }}</option></select>
          <select data-choose="by" :value="asked.by" :aria-label="labels.sheet_by" @change="choose({ by: $event.target.value })">
            <option v-for="s in sheet.sorts" :value="s.code">{{ labels.sheet_by }}: {{ s.name }}</option></select>
        </div>
        <div class="rz-actions">
          <label><input type="checkbox" data-choose="all" :checked="!asked.all" @change="choose({ all: $event.target.checked ? '' : '1' })">{{ labels.sheet_odd_only }}</label>
          <label><input type="checkbox" data-choose="mine" :checked="!!asked.mine" @change="choose({ mine: $event.target.checked ? '1' : '' })">{{ labels.sheet_mine }}</label>
          <button class="rz-button" data-action="export" @click="$emit('export', {})">{{ labels.sheet_export }}</button>
        </div>
        <table v-if="sheet.rows.length" class="rz-trace">
          <thead><tr><th>{{ labels.sheet_order }}</th><th v-for="c in columns">{{ c }}</th><th>{{ labels.sheet_cause }}</th><th>{{ labels.sheet_risk }}</th><th>{{ labels.sheet_age }}</th><th>{{ labels.sheet_due }}</th><th></th></tr></thead>
          <tbody>
            <tr v-for="r in sheet.rows" :key="r.order_no" :data-order="r.order_no" :class="{ 'rz-over': r.done }">
              <th scope="row"><a :href="href(r.link)" data-line>{{ r.order_no }}</a><small>{{ r.warehouse }}</small><small v-if="r.state">{{ r.state }}</small></th>
              <td v-for="(c, i) in r.cells" class="rz-side-cell" :class="{ 'rz-odd': c.odd }" :data-label="columns[i]">{{ c.text }}</td>
              <td :data-label="labels.sheet_cause">{{ r.cause }}</td>
              <td :data-label="labels.sheet_risk">{{ r.risk }}</td>
              <td :data-label="labels.sheet_age">{{ r.age }}</td>
              <td :data-label="labels.sheet_due" :class="{ 'rz-late': r.late }">{{ r.due }}</td>
              <td class="rz-work"><button v-for="b in r.buttons" class="rz-button" :data-action="b.action" :data-key="b.action[0]" :aria-keyshortcuts="b.action[0]" :aria-label="b.label + ' ' + r.order_no" @click="say(b.command)">{{ b.label }}</button></td>
            </tr>
          </tbody>
        </table>
        <p v-else class="rz-none">{{ labels.sheet_none }}</p>
        <button v-if="sheet.found > sheet.rows.length" class="rz-button" @click="choose({ most: String(sheet.rows.length + 200) })">{{ labels.map_shown }} {{ sheet.rows.length }} / {{ sheet.found }}</button>
      </section>
    </div>`,
};
