# Completion of demarche for bash.
_demarche() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]} words
    local common='--input --max-document --threads --model --lexicon --date --help'
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W 'read code parse model lexicon --help --version' -- "$word"))
        return
    fi
    case $before in
    --input) words='text jsonl' ;;
    --format) [ "$verb" = parse ] && words='conllu jsonl' || words='jsonl' ;;
    --layers) words='predicates' ;;
    --max-document | --threads | --date) return ;;
    --model | --lexicon | -o | --output)
        COMPREPLY=($(compgen -f -- "$word"))
        return
        ;;
    *)
        case $verb in
        read) words=$common ;;
        code) words="$common --format --layers --with-text" ;;
        parse) words="$common --format" ;;
        model) [ "$COMP_CWORD" -eq 2 ] && words='import show --help' || words='--output' ;;
        lexicon) [ "$COMP_CWORD" -eq 2 ] && words='compile check show import --help' || words='--output' ;;
        esac
        ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    [[ $word == -* ]] || COMPREPLY+=($(compgen -f -- "$word"))
}
complete -o filenames -F _demarche demarche
