// Names that scripts make up anew on every visit say nothing of where an element is: no path may
// hold them. The same judgement of a single name is checks/made_up_names.py; change both or none.
(() => {
  // Counters of widgets, which move with every widget before them.
  const COUNTED = new RegExp('^(?:ui-id-|layui-layer(?:-[a-z]+)?|layui-(?:laydate|laypage|table)-?|'
    + 'slick-slide(?:-control)?|el-(?:id|popover|tooltip)-|ext-(?:gen|comp-)|yui_[0-9_]|edui|gwt-uid-|'
    + 'mat-[a-z-]+-|cdk-[a-z-]+-|vjs_video_|radix-|__BVID__|select2-id-|rc_select_|rc-tabs-|'
    + 'swiper-wrapper-)[0-9a-z_-]*[0-9]|[:«]r[0-9a-z]+[:»]');
  const REFERS = new Set(('id name for headers list form usemap aria-controls aria-labelledby '
    + 'aria-describedby aria-owns aria-activedescendant aria-details aria-errormessage aria-flowto').split(' '));
  const ATTRIBUTE = /\[([^\]=~|^$*]+)(?:[~|^$*]?="((?:[^"\\]|\\[^])*)")?\]/g;
  const NAME = /([#.])((?:\\[0-9a-f]{1,6} ?|\\[^0-9a-f]|[^\s\\#.:>+~()])+)/gi;
  const plain = (text) => text.replace(/\\([0-9a-f]{1,6}) ?|\\([^])/gi, (all, code, one) =>
    (code ? String.fromCodePoint(Math.min(parseInt(code, 16), 0x10ffff)) : one));

  // Seconds, milliseconds or a written time, and more figures than any table counts.
  const TIMED = /(?<![0-9])(?:1[4-9][0-9]{8}|1[4-9][0-9]{11}|20[0-9]{12}|[0-9]{15,})(?![0-9])|0\.[0-9]{6}/;

  const random = (name) => TIMED.test(name) || name.split(/[^0-9A-Za-z]+/).some((piece) => {
    if (piece.length < 7) return false;
    const turns = (piece.match(/[0-9](?=[A-Za-z])|[A-Za-z](?=[0-9])/g) || []).length;
    return turns > 3 || (piece.length > 7 && /^[0-9a-f]+$/i.test(piece) && turns > (piece.length < 16));
  });
  const madeUp = (name) => COUNTED.test(name) || random(name);

  // Whether a selector, of axe-core's making, leans on such a name.
  const leans = (selector) => {
    let found = false;
    const rest = selector.replace(ATTRIBUTE, (all, name, value = '') => {
      const said = plain(value);
      const refers = REFERS.has(name) ? said : name === 'href' && said[0] === '#' ? said.slice(1) : '';
      found ||= /^data-v-[0-9a-f]{8}$/.test(name) || refers.split(/[\s#]+/).some(madeUp);
      return '';
    });
    return found || [...rest.matchAll(NAME)].some(([, kind, name]) =>
      (kind === '#' ? madeUp : random)(plain(name)));
  };
  Object.assign(__govcheck, {madeUp, random, leans});
})();
