/** `traditional simplified|…` */
declare module 'opencc-js/dict/TSCharacters' {
  const characters: string;
  export default characters;
}
declare module 'opencc-js/dict/TSPhrases' {
  const phrases: string;
  export default phrases;
}
