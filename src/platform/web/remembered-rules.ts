import { getMetadataStorage } from 'class-validator';

const storage = getMetadataStorage();
const lookUp = storage.getTargetValidationMetadatas.bind(storage);
const known = new WeakMap<object, ReturnType<typeof lookUp>>();

/**
 * Lets class-validator remember which rules a class has. On every validation it compares the class with each of the product's
 * hundreds, to find those it may inherit from: a quarter of the time a small answer takes. Classes are complete when they are
 * first validated, so one look is enough. Validation by groups or by a named schema, which nobody here uses, is left as it is.
 */
storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
  if (schema || always || strictGroups || groups?.length)
    return lookUp(target, schema, always, strictGroups, groups);
  let rules = known.get(target);
  if (!rules) known.set(target, (rules = lookUp(target, schema, always, strictGroups, groups)));
  return rules;
};
