// The rules of refunds. What is set here is collected as the words of edits; proposing says them as one command of the chat.

import desk, { ANSWER, drafts, edits, versions } from "desk";

export default {
  mixins: [desk],
  props: { book: Object },
  data() {
    return { search: "", open: {}, edits: [], takeCases: false, dragged: null, over: null };
  },
  computed: {
    // The order as it would be: each move puts a rule before or behind another one.
    order() {
      const rules = [...this.book.rules];
      for (const edit of this.edits.filter((e) => e.beside)) {
        const [moved] = rules.splice(rules.findIndex((r) => r.rule === edit.rule), 1);
        rules.splice(rules.findIndex((r) => r.rule === edit.beside) + (edit.after ? 1 : 0), 0, moved);
      }
      return rules;
    },
    found() {
      const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
      return this.order.filter((r) => {
        const text = [r.rule, r.name, r.action, ...r.rows.map((row) => `${row.note} ${row.when} ${row.gives}`)].join(" ").toLowerCase();
        return words.every((w) => text.includes(w));
      });
    },
  },
  methods: {
    set(row, field, text, was, now) {
      this.edits = this.edits.filter((e) => e.key !== `${row.id} ${field}`);
      if (String(now) !== String(was)) this.edits.push({ key: `${row.id} ${field}`, text, value: now });
    },
    value(row, field, was) {
      const edit = this.edits.find((e) => e.key === `${row.id} ${field}`);
      return edit ? edit.value : was;
    },
    move(rule, beside, after) {
      if (!beside || beside === rule) return;
      this.edits.push({ rule, beside, after, text: `${rule} ${after ? this.labels.word_after : this.labels.word_before} ${beside}` });
    },
    step(rule, by) {
      const at = this.order.findIndex((r) => r.rule === rule) + by;
      if (at >= 0 && at < this.order.length) this.move(rule, this.order[at].rule, by > 0);
    },
    drop(target) {
      const rules = this.order.map((r) => r.rule);
      if (this.dragged) this.move(this.dragged, target, rules.indexOf(this.dragged) < rules.indexOf(target));
      this.dragged = this.over = null;
    },
    propose() {
      this.say(`${this.labels.word_refund_rules} ${this.edits.map((e) => e.text).join(this.labels.word_and)}${this.takeCases ? ` ${this.labels.word_take_cases}` : ""}`, this.clear);
    },
    clear() { Object.assign(this, { edits: [], takeCases: false }); },
    save(name, text) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
      link.download = `${name}.json`;
      link.click();
      URL.revokeObjectURL(link.href);
    },
  },
  template: `
    <div class="rz-order rz-desk">
      <header class="rz-title"><h1>{{ labels.refund_rules }}</h1><span>{{ book.version }}</span></header>
      ${ANSWER}
      ${drafts("book", `<button class="rz-button" data-action="editor" @click="save('refund-rules-draft-' + d.number, d.content)">{{ labels.rules_editor }}</button>`)}
      <section v-if="book.may_edit" class="rz-panel rz-edit"><h2>{{ labels.rules_pending }}</h2>
        ${edits("rules_none_pending")}
        <label v-if="edits.length" class="rz-check"><input type="checkbox" v-model="takeCases"> {{ labels.rules_take_cases }}</label>
        <div class="rz-actions"><button class="rz-button rz-primary" data-action="propose" :disabled="!edits.length" @click="propose">{{ labels.desk_propose }}</button>
          <button class="rz-button" v-if="edits.length" @click="clear">{{ labels.rules_clear }}</button>
          <button class="rz-button" data-action="editor" @click="save('refund-rules', book.document)">{{ labels.rules_editor }}</button></div>
      </section>
      <section class="rz-panel">
        <div class="rz-actions"><input v-model="search" type="search" :placeholder="labels.rules_search" :aria-label="labels.rules_search"></div>
        <div class="rz-rule" v-for="r in found" :key="r.rule" :data-rule="r.rule" :class="{ 'rz-over': over === r.rule, 'rz-dragged': dragged === r.rule }"
          @dragover.prevent="over = r.rule" @drop.prevent="drop(r.rule)">
          <div class="rz-rule-head">
            <span v-if="book.may_edit" class="rz-grip" draggable="true" :title="labels.rules_drag" @dragstart="dragged = r.rule" @dragend="dragged = over = null">⠿</span>
            <button class="rz-rule-name" :aria-expanded="!!open[r.rule]" @click="open[r.rule] = !open[r.rule]"><b>{{ r.rule }}. {{ r.name }}</b><small>{{ r.action }} · {{ labels.rules_priority }} {{ r.priority }}</small></button>
            <template v-if="book.may_edit"><button class="rz-button" :aria-label="labels.rules_earlier + ' ' + r.rule" @click="step(r.rule, -1)">↑</button><button class="rz-button" :aria-label="labels.rules_later + ' ' + r.rule" @click="step(r.rule, 1)">↓</button></template>
          </div>
          <template v-if="open[r.rule]"><div class="rz-rule-row" v-for="row in r.rows" :data-row="row.id">
            <p><b>{{ row.id }}</b> {{ row.when }}</p><p class="rz-gives">→ {{ row.gives }}</p><small>{{ row.note }}</small>
            <div class="rz-sets" v-if="book.may_edit">
              <label v-if="row.rate !== null">{{ labels.rules_rate }} <b>{{ value(row, 'rate', row.rate) }}%</b><input type="range" min="0" max="100" step="1" data-set="rate" :value="value(row, 'rate', row.rate)" @input="set(row, 'rate', row.id + ' ' + labels.word_rate + ' ' + $event.target.value + '%', row.rate, $event.target.value)"></label>
              <label>{{ labels.rules_voucher }} <b>{{ value(row, 'voucher', row.voucher) }}%</b><input type="range" min="0" max="50" step="1" data-set="voucher" :value="value(row, 'voucher', row.voucher)" @input="set(row, 'voucher', row.id + ' ' + labels.word_voucher + ' ' + $event.target.value + '%', row.voucher, $event.target.value)"></label>
              <label v-for="n in row.numbers">{{ n.name }} {{ n.sign }}<input type="number" :step="n.step" :data-set="n.fact" :value="value(row, n.fact, n.number)" @change="set(row, n.fact, row.id + ' ' + n.fact + ' ' + n.sign + ' ' + $event.target.value, n.number, $event.target.value)"></label>
              <label>{{ labels.rules_action }}<select data-set="action" :value="value(row, 'action', row.action)" @change="set(row, 'action', row.id + ' ' + labels.word_action + ' ' + $event.target.value, row.action, $event.target.value)"><option v-for="a in book.actions" :value="a.code">{{ a.name }}</option></select></label>
            </div>
          </div></template>
        </div>
      </section>
      ${versions("book", "labels.word_refund_rules")}
    </div>`,
};
